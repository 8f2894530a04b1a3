// Small helps on top of pages that are whole without any script.
import { watchDialogs } from "./dialogs";
import { loadFolders } from "./folders";
import { watchKeys } from "./keys";
import { watchPrint } from "./paper";
import { watchSwipes } from "./roster";
import { watchSession } from "./session";
import { watchReader } from "./swipe";

document.documentElement.classList.add("tl-script");
watchDialogs();
loadFolders();
watchKeys();
watchPrint();
watchSession();
watchSwipes();
watchReader();
