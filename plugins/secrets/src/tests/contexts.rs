//! Values of names that are secret.

use super::*;

/// `@` stands for the value that is to be found.
fn check(templates: &[&str], make: impl Fn(&mut Random) -> String) {
    let mut random = Random::new(11);
    let mut missed = Vec::new();
    for template in templates {
        for _ in 0..3 {
            let value = make(&mut random);
            let text = template.replace('@', &value);
            if values(&text) != [value.clone()] {
                missed.push(format!("{text} → {:?}", values(&text)));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn passwords_are_found_in_code_settings_and_sentences() {
    check(
        &[
            "password = \"@\"",
            "password: @\n",
            "DB_PASSWORD=@\n",
            "export PGPASSWORD='@'",
            "spring.datasource.password=@",
            "\"password\": \"@\",",
            "{\\\"password\\\":\\\"@\\\"}",
            "<password>@</password>",
            "<add key=\"DbPassword\" value=\"@\" />",
            "Server=db;User Id=sa;Password=@;Encrypt=yes",
            "jdbc:sqlserver://h:1433;user=sa;password=@;x=1",
            "db.connect(user=\"u\", password=\"@\")",
            "config['password'] = '@'",
            ":password => \"@\",",
            "--password @ --host h",
            "--password=@",
            "private String dbPassword = \"@\";",
            "let password: String = \"@\".into();",
            "password: str = \"@\"",
            "client.setPassword(\"@\");",
            "props.put(\"password\", \"@\");",
            "The password is @ and the user is admin.",
            "the password for the staging database is: @",
            "Password: @",
            "**Password:** @",
            "contraseña: @",
            "mot de passe : @",
            "senha: @",
            "wachtwoord: @",
            "hasło: @",
            "şifre: @",
            "пароль: @",
            "Пароль: @",
            "密码：@",
            "パスワード: @",
            "비밀번호: @",
            "password ->\n  @\n",
            "db_password:\n  \"@\"\n",
            "**Password**: `@`",
            "| password | @ |",
            "- name: DB_PASSWORD\n  value: @\n",
            "{\"name\": \"DB_PASSWORD\", \"value\": \"@\"}",
            "https://host.example/login?user=a&password=@&x=1",
            "CREATE USER app WITH PASSWORD '@';",
            "pwd=@;",
            "pass: @",
            "passwd: '@'",
            "2026-11-01 ERROR login failed password=@ user=bob",
            "mysql -u root -p@ db",
            "sshpass -p '@' ssh host",
            "machine host.example\n  login bob\n  password @\n",
            "localhost:5432:app:bob:@\n",
            "curl -u bob:@ https://host.example/",
            "password%3D@",
            "user: bob\\npassword: @\\nnext: 1",
        ],
        Random::password,
    );
}

#[test]
fn tokens_are_found_in_code_settings_and_sentences() {
    check(
        &[
            "api_key = \"@\"",
            "API_KEY=@",
            "apiKey: '@',",
            "\"apiKey\":\"@\"",
            "X-Api-Key: @",
            "curl -H \"X-API-Key: @\" https://host.example",
            "Authorization: Bearer @",
            "Authorization: token @",
            "access_token=@&expires=1",
            "auth_token: @",
            "client_secret: @",
            "clientSecret = \"@\"",
            "SECRET_KEY_BASE=@",
            "JWT_SECRET: \"@\"",
            "encryption_key = '@'",
            "Here is the API key: @",
            "our api key is @, keep it safe",
            "use token `@` please",
            "//registry.npmjs.org/:_authToken=@",
            "webhook_secret: @",
            "secret: @",
            "token := \"@\"",
            "AUTH_TOKEN: @",
            "STRIPE_KEY=@",
            "os.environ[\"API_TOKEN\"] = \"@\"",
            "data:\n  api-token: @\n",
            "signing_secret=\"@\"",
            "ENV API_KEY @\n",
            "setenv API_TOKEN @\n",
            "api_token\t@\n",
            "api_token|@|7",
            "java -DapiKey=@ -jar x.jar",
        ],
        |random| {
            let length = 32 + random.below(8);
            random.base62(length)
        },
    );
}

#[test]
fn the_secret_half_of_a_key_of_aws_is_found_behind_its_id() {
    let mut random = Random::new(15);
    let id = ["AK", "IA"].concat() + &random.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
    let secret = random.base64(40);
    for between in [" / ", ",", "\n", ":", " and the other half is "] {
        assert_eq!(values(&format!("{id}{between}{secret}\n")), [id.as_str(), &secret], "{between}");
    }
}

#[test]
fn hex_keys_are_found() {
    check(&["api_key: @", "\"secret\": \"@\"", "ACCESS_KEY=@", "client_secret='@'"], |random| random.hex(32));
}

#[test]
fn the_password_of_an_address_is_found() {
    check(
        &[
            "postgres://bob:@@host.example:5432/app",
            "DATABASE_URL=mysql://bob:@@db/app",
            "\"mongodb+srv://bob:@@cluster.example/?retry=true\"",
            "redis://:@@cache:6379/0",
            "amqp://bob:@@mq/vhost",
            "git clone https://bob:@@git.example/x.git",
        ]
        .map(|template| template.replacen("@@", "@\u{0}", 1)),
        |random| random.base62(14),
    );

    fn check(templates: &[String], make: impl Fn(&mut Random) -> String) {
        let mut random = Random::new(12);
        for template in templates {
            let value = make(&mut random);
            let text = template.replace("@\u{0}", &format!("{value}@"));
            assert_eq!(values(&text), [value], "{text}");
        }
    }
}

#[test]
fn names_and_passwords_in_base64_are_found() {
    let value = base64(format!("bob:{}", Random::new(13).base62(14)).as_bytes());
    for text in
        [format!("Authorization: Basic {value}"), format!("{{\"auth\": \"{value}\"}}"), format!("_auth={value}")]
    {
        assert_eq!(values(&text), [value.as_str()], "{text}");
    }
}

#[test]
fn a_json_web_token_is_found() {
    let mut random = Random::new(14);
    let header = ["eyJhbGciOiJI", "UzI1NiIsInR5cCI6IkpXVCJ9"].concat();
    let token = format!("{header}.{}.{}", random.base62(80), random.base62(43));
    assert_eq!(find(&format!("jwt {token}, ok")), [("secret/jwt".to_owned(), token)]);
}

fn base64(bytes: &[u8]) -> String {
    let alphabet: Vec<char> = format!("{}+/", super::generate::BASE62).chars().collect();
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(chunk.get(at).copied().unwrap_or(0)));
        text.extend((0..=chunk.len()).map(|at| alphabet[bits >> (18 - 6 * at) & 63]));
    }
    text + &"=".repeat((3 - bytes.len() % 3) % 3)
}
