// Who comes to the made-up office, and what it offers. All people are made up.
import { card, member } from "./numbers.mjs";

const words = (en, es, zh, vi, ru) => ({ en, es, zh, vi, ru });

export const people = {
  maria: { card: card(1), member: member(1), known: { first: "Maria", initial: "G", lang: "en", often: ["resume", "jobs"] } },
  carlos: { card: card(2), member: member(2), known: { first: "Carlos", initial: "R", lang: "es" } },
  lan: { card: card(3), member: member(3), known: { first: "Lan", initial: "T", lang: "vi", last: { visit: "0d6a7a52-31e1-4c07-9b53-6d0b7f4f1a11", day: "2026-11-17", services: ["resource-room", "resume"] } } },
  petr: { card: card(4), member: member(4), known: { first: "Pyotr", initial: "K", lang: "en", today: [{ kind: "workshop", id: "w-resume", starts: "", words: words("Résumé workshop", "Taller de currículum", "简历讲习班", "Lớp viết sơ yếu lý lịch", "Занятие по резюме") }] } },
  quiet: { card: card(5), member: member(5), known: { private: true, lang: "en" } },
  sealed: { card: card(6), member: member(6), known: { first: "Henrietta", initial: "W", lang: "en" } },
  stranger: { card: card(7), member: member(7), result: "unknown" },
  old: { card: card(8), member: member(8), result: "replaced" },
  barred: { card: card(9), member: member(9), result: "staff" },
};

/** Whom a number belongs to. */
export function whose(plain) {
  const [kind, number] = plain.split(":");
  return Object.entries(people).find(([, one]) => one[kind] === number)?.[0] ?? null;
}

const services = [
  ["resource-room", "computer", "self", words("Use a computer", "Usar una computadora", "使用电脑", "Dùng máy tính", "Компьютер"), words("To your left", "A su izquierda", "在您左边", "Bên trái quý vị", "Слева от вас")],
  ["jobs", "search", "self", words("Look for jobs", "Buscar trabajo", "找工作", "Tìm việc làm", "Поиск работы"), words("To your left", "A su izquierda", "在您左边", "Bên trái quý vị", "Слева от вас")],
  ["resume", "contact_page", "self", words("Write a résumé", "Escribir un currículum", "写简历", "Viết sơ yếu lý lịch", "Написать резюме"), words("Room 2", "Sala 2", "2 号房间", "Phòng 2", "Комната 2")],
  ["print", "print", "self", words("Print or copy", "Imprimir o copiar", "打印或复印", "In hoặc sao chép", "Печать и копии")],
  ["phone", "phone", "self", words("Use a phone or fax", "Usar el teléfono o el fax", "使用电话或传真", "Dùng điện thoại hoặc fax", "Телефон или факс")],
  ["unemployment", "attach_money", "information", words("Ask about unemployment benefits", "Preguntar por el seguro de desempleo", "咨询失业救济", "Hỏi về trợ cấp thất nghiệp", "Пособие по безработице")],
  ["training", "school", "information", words("Training and classes", "Cursos y capacitación", "培训和课程", "Đào tạo và lớp học", "Обучение и курсы")],
  ["veterans", "star", "staff", words("Help for veterans", "Ayuda para veteranos", "退伍军人帮助", "Giúp cựu chiến binh", "Помощь ветеранам")],
  ["counselor", "people", "staff", words("Talk with a job counselor", "Hablar con un consejero de empleo", "与就业顾问谈话", "Nói chuyện với cố vấn việc làm", "Консультант по работе")],
  ["childcare", "groups", "information", words("Child care and bus passes", "Guardería y pases de autobús", "托儿和公交卡", "Giữ trẻ và vé xe buýt", "Детский сад и проездной")],
];

/** The configuration of the office. */
export function config(sealKey, more) {
  const soon = new Date(Date.now() + 10 * 60_000).toISOString();
  const ends = new Date(Date.now() + 130 * 60_000).toISOString();
  return {
    version: "c1",
    site: { id: "elm-street", name: "Elm Street Job Center", zone: "America/New_York", closes: "17:00" },
    seal_key: sealKey,
    idle_seconds: 60,
    short_idle_seconds: 45,
    warning_seconds: 30,
    ask_birthday: false,
    ask_found_work: true,
    languages: ["en", "es", "zh", "vi", "ru"],
    catalogue: "2026-1",
    services: services.map(([id, icon, delivery, said, where]) => ({ id, icon, delivery, words: said, ...(where ? { where } : {}) })),
    sessions: [],
    roster: "r1",
    ...more,
    ...(more.workshop
      ? { sessions: [{ id: "w-resume", starts: soon, ends, opens: new Date(Date.now() - 60_000).toISOString(), closes: ends, words: people.petr.known.today[0].words, where: words("Room 2", "Sala 2", "2 号房间", "Phòng 2", "Комната 2"), places_left: 4 }] }
      : {}),
  };
}
