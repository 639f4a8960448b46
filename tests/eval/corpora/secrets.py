"""Keys, tokens and passwords, drawn at run time, in what people and programs write; and what looks like them and is none.

Contexts and names of `dev` were in front of the plugin's authors; those of `test` were written afterwards.
"""

import base64
import json
import random
import re
import string
import uuid

from .text import make

SETS = {
    "a": string.ascii_letters + string.digits, "w": string.ascii_letters + string.digits + "_-", "h": "0123456789abcdef",
    "H": "0123456789ABCDEF", "u": string.ascii_uppercase + string.digits, "l": string.ascii_lowercase + string.digits,
    "d": string.digits, "n": "123456789", "b": string.ascii_letters + string.digits + "+/", "B": string.ascii_uppercase + "234567",
    "p": string.ascii_letters + string.digits + "!@#%^*-_", "q": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
# Formats by what is publicly documented of them: `{a36}` are 36 characters of the set `a`, `{U}` is a UUID.
FORMATS = {
    "github": "ghp_{a36}", "github-fine": "github_pat_{a22}_{a59}", "gitlab": "glpat-{w20}", "aws-id": "AKIA{B16}",
    "slack-bot": "xoxb-{n12}-{n13}-{a24}", "slack-user": "xoxp-{n11}-{n11}-{n12}-{h32}", "slack-app": "xapp-1-A{u10}-{n13}-{h64}",
    "slack-hook": "https://hooks.slack.com/services/T{u8}/B{u8}/{a24}", "stripe": "sk_live_{a24}", "stripe-long": "sk_live_{a99}",
    "stripe-restricted": "rk_live_{a24}", "stripe-hook": "whsec_{a32}", "google": "AIza{w35}", "google-secret": "GOCSPX-{w28}",
    "google-access": "ya29.{w68}", "openai": "sk-{a20}T3BlbkFJ{a20}", "openai-project": "sk-proj-{w74}T3BlbkFJ{w74}",
    "anthropic": "sk-ant-api03-{w93}AA", "huggingface": "hf_{a34}", "replicate": "r8_{a37}", "groq": "gsk_{a52}",
    "perplexity": "pplx-{a48}", "openrouter": "sk-or-v1-{h64}", "sendgrid": "SG.{w22}.{w43}", "mailgun": "key-{h32}",
    "mailchimp": "{h32}-us12", "npm": "npm_{a36}", "pypi": "pypi-AgEIcHlwaS5vcmc{w80}", "rubygems": "rubygems_{h48}",
    "docker": "dckr_pat_{w27}", "digitalocean": "dop_v1_{h64}", "databricks": "dapi{h32}", "shopify": "shpat_{h32}",
    "square": "sq0atp-{w22}", "square-secret": "sq0csp-{w43}", "linear": "lin_api_{a40}", "notion": "secret_{a43}",
    "notion-new": "ntn_{a46}", "airtable": "pat{a14}.{h64}", "figma": "figd_{w40}", "vault": "hvs.{w95}",
    "terraform": "{a14}.atlasv1.{w67}", "pulumi": "pul-{h40}", "doppler": "dp.pt.{a43}", "grafana": "glsa_{a32}_{h8}",
    "newrelic": "NRAK-{u27}", "sentry": "sntryu_{h64}", "telegram": "{n10}:AA{w33}", "discord-hook": "https://discord.com/api/webhooks/{n18}/{w68}",
    "planetscale": "pscale_tkn_{w43}", "supabase": "sbp_{h40}", "postman": "PMAK-{h24}-{h34}", "age": "AGE-SECRET-KEY-1{q58}",
    "azure-storage": "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={b86}==;EndpointSuffix=core.windows.net",
    "azure-client": "{a3}8Q~{w34}", "atlassian": "ATATT3xFfGF0{w180}={H8}", "circleci": "CCIPAT_{a22}_{h40}", "buildkite": "bkua_{h40}",
    "sonarqube": "sqp_{h40}", "contentful": "CFPAT-{w43}", "dropbox": "sl.{w136}", "hubspot": "pat-na1-{U}", "launchdarkly": "sdk-{U}",
    "mapbox": "sk.eyJ1Ijoi{a60}.{w22}", "paypal": "access_token$production${l16}${h32}", "plaid": "access-production-{U}",
    "razorpay": "rzp_live_{a14}", "flutterwave": "FLWSECK-{h32}-X", "tailscale": "tskey-auth-{a12}-{a32}", "netlify": "nfp_{a36}",
    "render": "rnd_{a32}", "heroku": "HRKU-{U}", "easypost": "EZAK{a54}", "duffel": "duffel_live_{w43}", "crates": "cio{a32}",
    "clojars": "CLOJARS_{l60}", "nuget": "oy2{l43}", "jfrog": "AKCp8{a69}", "dynatrace": "dt0c01.{u24}.{u64}", "alibaba": "LTAI{a20}",
    "brevo": "xkeysib-{h64}-{a16}", "adobe": "p8e-{a32}", "nvidia": "nvapi-{w64}", "xai": "xai-{a80}", "deepseek": "sk-{h32}",
    "pinecone": "pcsk_{a5}_{a63}", "langsmith": "lsv2_pt_{h32}_{h10}", "resend": "re_{a8}_{a24}", "infracost": "ico-{a32}",
    "prefect": "pnu_{a36}", "readme": "rdme_{h70}", "zapier-hook": "https://hooks.zapier.com/hooks/catch/{n7}/{a7}", "trello": "ATTA{h72}",
    "posthog": "phx_{a43}", "gitlab-refresh": "glrt-{w20}", "private-key": "",  "jwt": "",
}
CONTEXTS = {
    "dev": ["token: {v}", 'const KEY = "{v}";', '{"config": {"x": "{v}"}}', "Hey, use {v} for the demo", "2026-11-22T10:00:00Z INFO using {v} for auth",
            "X={v}", 'curl -H "Authorization: Bearer {v}" https://api.x.example', "`{v}`", "see https://api.x.example/?k={v}&n=1", "<v>{v}</v>", "({v})", "{v}"],
    "test": ["The deploy used {v} until Friday.", "  - name: KEY\n    value: {v}\n", "auth=\"{v}\" retries=3", "I pasted {v}, is that bad?",
             "| prod | {v} | rotated |", "os.environ.setdefault('K', '{v}')", '{"headers":[["X-Auth","{v}"]]}', "git remote add o https://x:{v}@git.example/a.git",
             "key = {v} # don't share", "<!-- {v} -->", "login(\n    '{v}',\n)", "+    credential: \"{v}\""],
}
NAMED = {
    "dev": (["{k}={v}", '{k} = "{v}"', "{k}: '{v}'", '"{k}": "{v}",', "  {k}: {v}", "export {k}={v}", "--{k} {v}", "My {k} is {v}, can you help?",
             "<{k}>{v}</{k}>", "ENV {k} {v}", '{"{k}":"{v}"}', "self.{k} = '{v}'", "| {k} | {v} |", "{k}\t{v}", '$env:{k} = "{v}"', 'define("{k}", "{v}");'],
            ["password", "DB_PASSWORD", "userPassword", "ADMIN_PWD", "smtp_pass"],
            ["api_key", "API_KEY", "clientSecret", "access_token", "JWT_SECRET", "encryption_key", "webhook_secret", "x-api-key", "token", "secret"]),
    "test": (["{k} := \"{v}\"", "set -gx {k} {v}", "[auth]\n{k} = {v}\n", "let {k} = `{v}`;", "<add key=\"{k}\" value=\"{v}\" />", "the {k} for staging is {v}",
              "- {k}={v}", "{\"user\": \"bob\", \"{k}\": \"{v}\", \"tls\": true}", "cfg['{k}'] = '{v}'", "helm install --set {k}={v} app",
              "property {k}: {v};", "?user=bob&{k}={v}", "*{k}*: {v}", "{k} ->\n{v}"],
             ["passwd", "MYSQL_ROOT_PASSWORD", "loginPassword", "ftp_pwd", "passphrase", "Passwort"],
             ["apikey", "STORAGE_ACCOUNT_KEY", "signingSecret", "bearerToken", "SESSION_SECRET", "app-secret", "private_token", "authkey", "MASTER_KEY"]),
}
WORDS = "correct horse sunset Dragon coffee Blue river Monkey Winter Secure Harbour copper Violet".split()
# Names and values that are no secrets, in the same contexts.
HARMLESS = {
    "dev": [("id", "{U}"), ("request_id", "{h32}"), ("commit", "{h40}"), ("sha256", "{h64}"), ("etag", "{h32}"), ("password", "changeme"),
            ("api_key", "YOUR_API_KEY"), ("api_key", "<your-api-key>"), ("secret", "${SECRET_KEY}"), ("password", "********"), ("token", "null"),
            ("api_key", "xxxxxxxxxxxxxxxxxxxxxxxx"), ("secret_key", "your-secret-key-here"), ("image_digest", "sha256:{h64}"), ("user_id", "{a24}"),
            ("secret", "REDACTED"), ("password", "$PASSWORD"), ("api_key", "process.env.API_KEY"), ("public_key", "{h64}"), ("integrity", "sha512-{b86}=="),
            ("password_hash", "$2b$12${a53}"), ("trace_id", "{h32}"), ("cache_key", "{h32}"), ("api_key", "placeholder"), ("token", "dummy-token-for-testing")],
    "test": [("span_id", "{h16}"), ("checksum", "{h40}"), ("order", "{u12}"), ("tree", "{h40}"), ("apikey", "<API_KEY>"), ("passwd", "[hidden]"),
             ("signingSecret", "{{ vault.signing }}"), ("private_token", "$(cat token.txt)"), ("loginPassword", "os.getenv('LOGIN_PASSWORD')"), ("token_type", "Bearer"),
             ("max_tokens", "{n4}"), ("keyboard", "qwertz-{n3}"), ("primary_key", "user_id"), ("passwd", "xxxx"), ("authkey", "replace-me-please"),
             ("token_count", "{n6}"), ("fingerprint", "SHA256:{b43}"), ("public_key_id", "{h16}"), ("session", "{U}"), ("apikey", "insert_your_key_here"),
             ("secret_name", "prod/db/main"), ("author", "{a12}"), ("nonce_length", "{n2}"), ("passphrase", "none"), ("key_path", "/etc/ssl/private/server.key")],
}
EACH = 3


def texts(_packages):
    chance = random.Random(99)
    for split, contexts in CONTEXTS.items():
        for name, format_ in FORMATS.items():
            for context in chance.sample(contexts, EACH):
                yield in_context("secrets/formats", split, context, secret(chance, name, format_), form=name)
    for split, (contexts, passwords, keys) in NAMED.items():
        for context in contexts:
            for name in passwords:
                yield in_context("secrets/passwords", split, context.replace("{k}", name), password(chance))
            for name in keys:
                value = filled(chance, chance.choice(["{a32}", "{a40}", "{h32}", "{h64}", "{b43}=", "{a24}", "{w48}"]))
                yield in_context("secrets/assignments", split, context.replace("{k}", name), value)
            for name, format_ in HARMLESS[split]:
                text = context.replace("{k}", name).replace("{v}", filled(chance, format_))
                yield make("secrets/look-alikes", split, text, hard=True)


def in_context(corpus, split, context, value, form=""):
    before, after = context.split("{v}")
    return make(corpus, split, before, (value, ["secret/*"]), after, form=form)


def filled(chance, format_):
    def part(match):
        if match[0] == "{U}":
            return str(uuid.UUID(int=chance.getrandbits(128), version=4))
        return "".join(chance.choices(SETS[match[1]], k=int(match[2])))
    return re.sub(r"\{([a-zA-Z])(\d+)\}|\{U\}", part, format_)


def secret(chance, name, format_):
    if name == "jwt":
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in
                   ({"alg": "HS256", "typ": "JWT"}, {"sub": filled(chance, "{a8}"), "iat": 1516239022})]
        return ".".join([*encoded, filled(chance, "{w43}")])
    if name == "private-key":
        lines = "\n".join(filled(chance, "{b64}") for _ in range(12))
        dashes, title = "-" * 5, " ".join(("RSA", "PRIVATE", "KEY"))
        return f"{dashes}BEGIN {title}{dashes}\n{lines}\n{dashes}END {title}{dashes}"
    return filled(chance, format_)


def password(chance):
    word = chance.choice(WORDS)
    return chance.choice([
        f"{word}{chance.randint(1, 9999)}{chance.choice('!@#$%')}", f"{word.replace('o', '0').replace('s', '$')}{chance.randint(10, 99)}",
        filled(chance, "{p16}"), filled(chance, "{a12}"), filled(chance, "{p24}"),
    ])
