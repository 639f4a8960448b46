//! Text that looks like secrets and has none.

use super::*;

fn check(texts: impl IntoIterator<Item = String>) {
    let wrong: Vec<_> = texts
        .into_iter()
        .filter(|text| !find(text).is_empty())
        .map(|text| format!("{text} → {:?}", find(&text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn placeholders_are_no_secrets() {
    check(
        [
            "password = \"changeme\"",
            "password=your_password_here",
            "API_KEY=your-api-key",
            "token: <token>",
            "secret: ${SECRET}",
            "password: {{ .Values.password }}",
            "api_key = os.environ[\"API_KEY\"]",
            "password:\n  required: true",
            "password:\n  type: string\n",
            "token ->\n  string\n",
            "пароль: неверный",
            "senha: obrigatoria",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab3dEf",
            "Authorization: Basic dXNlcjpwYXNzd29yZA==",
            "apiKey: process.env.API_KEY,",
            "password = getenv('PASSWORD')",
            "token = get_token()",
            "password: $DB_PASSWORD",
            "password: \"%s\"",
            "password=%PASSWORD%",
            "secret = settings.SECRET_KEY",
            "password: ********",
            "password: xxxxxxxx",
            "api_key=XXXXXXXXXXXXXXXXXXXXXXXX",
            "password=***",
            "api_key: 1234567890abcdef",
            "secret: abcdefghijklmnop",
            "token: 00000000000000000000000000000000",
            "password: string",
            "password: str",
            "password: Optional[str] = None",
            "password=None",
            "password: null",
            "password = user.password",
            "self.password = password",
            "this.token = token;",
            "const token = await getToken(user1);",
            "secret_name: my-app-secret",
            "secretKeyRef:\n  name: db-credentials-2\n  key: password",
            "password: test",
            "password = \"test123\"",
            "password: \"password1\"",
            "postgres://user:password@localhost/db",
            "postgres://postgres:postgres@localhost:5432/app",
            "https://<token>@github.com/x",
            "redis://:${REDIS_PASSWORD}@cache",
            "mysql://root:$PW@db/",
            "Authorization: Bearer <token>",
            "Authorization: Bearer $TOKEN",
            "Authorization: Bearer YOUR_ACCESS_TOKEN_HERE_PLEASE",
            "curl -u user:pass https://x.example",
            "docker run -u 1000:1000 image",
            "mysql -u root -p db",
            "--password PASSWORD",
            "--token TOKEN --host x1",
            "password: !vault |",
            "password: ENC[AES256_GCM,data:x1y2]",
            "password_hash: $2b$12$abcdefghijklmnopqrstuvwx1234567890",
            "password: $argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b7dWRWJTmaasd",
            "secret: arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf",
            "token: op://vault/item/field2",
            "password: vault:secret/data/app#pw1",
            "password: [secret: password]",
            "api_key=[secret: github-token]",
            "password: \"[redacted]\"",
            "password is required.",
            "password: must be 8-64 characters long",
            "Password must contain at least 8 characters, 1 digit",
            "The token is valid for 3600s.",
            "token_count: 4096",
            "max_tokens=2048",
            "tokens: 15234",
            "next_page_token: CAUQAA8f3kd93kf02kd93kf0",
            "csrf_token: x8s7d6f5g4h3j2k1l0q9w8e7",
            "primary_key=user_id_2",
            "sort_key: created_at_2",
            "public_key: MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8xOUetsCa8EfOlDEBAfREhJqspDo",
            "key: value1",
            "keyboard: qwerty2",
            "tokenizer: gpt2-medium-v1",
            "secretary: Ms. Smith42",
            "compass: N45E",
            "bypass: on1",
            "author: Bob42",
            "auth: oauth2",
            "auth = HTTPBasicAuth(user, pw1)",
            "pass: 15, fail: 2",
            "tests: 42 pass, 3 fail",
            "PASS: test_foo_1",
            "password_file: /run/secrets/db1",
            "password: /run/secrets/db_password",
            "PASSWORD_FILE=/etc/x1",
            "token_url: https://host.example/oauth2/token",
            "token: https://host.example/x1y2z3",
            "secret: false",
            "credentials: include",
            "credentials: same-origin",
            "access_key_id: see1below",
            "key_id: 3f2a9c",
            "pw: see note2 in vault",
            "The secret is to keep it simple in v2.",
            "password reset link: https://host.example/r/abc123def",
            "forgot_password: /forgot2",
            "license key: see 4.2",
        ]
        .map(str::to_owned),
    );
}

#[test]
fn hashes_ids_and_data_are_no_secrets() {
    let mut random = Random::new(21);
    let mut texts = Vec::new();
    for _ in 0..20 {
        let (sha1, sha256, md5, uuid) = (random.hex(40), random.hex(64), random.hex(32), random.uuid());
        let (b64, b86) = (random.base64(44), random.base64(86));
        texts.extend([
            format!("commit {sha1}\nAuthor: Bob <bob@host.example>"),
            format!("sha256:{sha256}"),
            format!("image: app@sha256:{sha256}"),
            format!("\"integrity\": \"sha512-{b86}==\","),
            format!("checksum = \"{sha256}\""),
            format!("ETag: \"{md5}\""),
            format!("request_id={uuid} trace_id={md5} span_id={}", random.hex(16)),
            format!("{{\"id\":\"{uuid}\",\"session_id\":\"{uuid}\"}}"),
            format!("md5: {md5}"),
            format!("token_hash: {sha256}"),
            format!("password_digest={sha256}"),
            format!("version: 1.{}.{}", random.below(90), random.below(90)),
            format!("<img src=\"data:image/png;base64,iVBORw0KGgo{b86}{b86}{b64}\">"),
            format!(
                "-----BEGIN CERTIFICATE-----\n{}\n{}\n-----END CERTIFICATE-----",
                random.base64(64),
                random.base64(64)
            ),
            format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", random.base64(64)),
            format!("ssh-rsa AAAAB3NzaC1yc2E{b86}{b86} bob@host"),
            format!("fingerprint: SHA256:{}", random.base64(43)),
            format!("\"resolved\": \"https://registry.example/x/-/x-1.2.3.tgz#{sha1}\""),
            format!("git checkout {} && make", sha1.get(..10).unwrap()),
            format!("order {} of {}", random.below(1_000_000), random.of("ABCDEFGH0123456789", 10)),
            format!("https://host.example/path/{uuid}/file-{md5}.js?v={}", random.hex(8)),
            format!("sourceMappingURL=data:application/json;base64,{}", random.base64(200)),
            format!("cache-key: v1-deps-{sha256}"),
            format!("cache_key={md5}"),
            format!("idempotency_key: {uuid}"),
            format!("public_key = \"{sha256}\""),
            format!("etag W/\"{md5}\""),
            format!("blob {b64} end"),
            format!("ISBN 978-3-16-148410-0, tel. +49 30 {}", random.below(10_000_000)),
        ]);
    }
    check(texts);
}

#[test]
fn code_and_documents_are_no_secrets() {
    check(
        [
            "fn token(&self) -> Option<Token> { self.tokens.get(self.at).copied() }",
            "def set_password(self, password: str, confirm: bool = True) -> None:\n    self._password = hash_password(password, rounds=12)",
            "if (password !== confirmPassword) { throw new Error('Passwords do not match'); }",
            "const { apiKey, secret } = await loadConfig('./config.json');",
            "const token = jwt.sign({ id: user.id }, process.env.JWT_SECRET, { expiresIn: '1h' });",
            "Tokens are split by whitespace; a token's type is one of: word, number, symbol.",
            "To create an API key, open Settings > API keys, and press \"Create key\". Copy it to the variable API_KEY.",
            "Keys start with the prefix sk_live_ or ghp_ and are followed by 36 characters.",
            "A private key file begins with -----BEGIN RSA PRIVATE KEY----- and ends with -----END RSA PRIVATE KEY-----.",
            "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----",
            "The Basic plan costs 5 USD, the Bearer of this ticket 10.",
            "Authorization: Basic realm",
            "| Parameter | Type | Description |\n| password | string | The user's password |\n| token | string | An access token |",
            "<input type=\"password\" name=\"password\" placeholder=\"Password\" autocomplete=\"new-password\">",
            "<label for=\"pass2\">Password: <span>*</span></label>",
            "SELECT password, token FROM users WHERE id = 42;",
            "ALTER TABLE users ADD COLUMN password VARCHAR(255) NOT NULL;",
            "password VARCHAR(60), token CHAR(32)",
            "assert_eq!(tokens, [\"a1\", \"b2\"]);",
            "user.password.should eq(params[:password])",
            "import { TokenProvider2 } from './auth/token-provider-2';",
            "password = input('Password: ')",
            "password := os.Getenv(\"DB_PASSWORD1\")",
            "api_key: ${{ secrets.API_KEY_2 }}",
            "with:\n  token: ${{ github.token }}",
            "key = f\"{prefix}:{user_id}:v2\"",
            "secret := viper.GetString(\"jwt.secret2\")",
            "password: Annotated[str, Field(min_length=8)]",
            "private readonly tokenService: TokenService2,",
            "passwordEncoder.matches(rawPassword, user.getPassword())",
            "token.type === 'number' && token.value > 10",
            "\"token\": {\"type\": \"string\", \"maxLength\": 64}",
            "the pass was at 14:30 and the pw ratio is 3:4",
        ]
        .map(str::to_owned),
    );
}
