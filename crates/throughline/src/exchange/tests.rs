use super::*;
use std::os::unix::fs::PermissionsExt;

fn partner(folder: &Path, settings: &str) -> Result<Partner, String> {
    let mut settings: PartnerSettings =
        toml::from_str(&format!("name = \"State system\"\nkey_file = \"key\"\n{settings}")).unwrap();
    settings.within(folder);
    settings.read().map_err(|problem| problem.to_string())
}

#[test]
fn settings_that_cannot_be_meant_are_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let put = |text: &str, mode: u32| {
        std::fs::write(&key, text).unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    put("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0o600);
    let way = |settings: &str| partner(folder.path(), settings).map(|partner| partner.way);
    assert_eq!(way("id = \"state\""), Ok(Way::Asks));
    assert_eq!(way("id = \"state\"\nfolder = \"out\""), Ok(Way::Folder));
    assert_eq!(way("id = \"state\"\naddress = \"https://state.example/hooks\""), Ok(Way::Webhook));
    assert_eq!(way("id = \"state\"\naddress = \"http://127.0.0.1:9/hooks\""), Ok(Way::Webhook));
    for (settings, words) in [
        ("id = \"State\"", "small letters"),
        ("id = \"state\"\naddress = \"http://state.example/hooks\"", "https://"),
        ("id = \"state\"\naddress = \"http://localhost.example/hooks\"", "https://"),
        ("id = \"state\"\naddress = \"http://127.0.0.1:80@state.example/\"", "https://"),
        ("id = \"state\"\naddress = \"https://a.example/\"\nfolder = \"out\"", "`address` or `folder`"),
    ] {
        let why = way(settings).unwrap_err();
        assert!(why.contains(words), "{settings}: {why}");
    }
    put("short", 0o600);
    assert!(way("id = \"state\"").unwrap_err().contains("openssl rand"));
    put("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 0o644);
    assert!(way("id = \"state\"").unwrap_err().contains("chmod 600"));
}
