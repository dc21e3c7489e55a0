"""Stores that give out secrets in plain text: the programs that open them, and what they say when they do. Options may stand anywhere.

Names, lists and what describes a secret are none; whether the user wanted it is a monitor's matter.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_STORES: Final[tuple[tuple[re.Pattern[str], bool], ...]] = (
    (regex(r"^security (?:find-(?:generic|internet)-password|dump-keychain|export)"), True),
    (
        regex(
            r"^secret-tool (?:lookup|search)|^kwallet-query|^keyring get|^pass (?:show|[\w/-]+$)|"
            r"^op (?:read|item get)|^bw get"
        ),
        True,
    ),
    (regex(r"^gh auth (?:token|status .*(?:-t|--show-token))|^glab auth status .*(?:-t|--show-token)"), False),
    (
        regex(
            r"^gcloud auth (?:application-default )?print-|^aws configure (?:get|export-credentials)|"
            r"^az account get-access-token"
        ),
        False,
    ),
    (
        regex(
            r"^(?:aws secretsmanager get-secret-value|aws ssm get-parameters?\b.*--with-decryption|"
            r"vault (?:kv get|read)|gcloud secrets versions access|az keyvault secret show|"
            r"heroku config(?::get)?|doppler secrets|flyctl secrets|kubectl (?:-n \S+ )?get secrets?\b.*-o(?!\s*=?(?:name|wide)\b))"
        ),
        True,
    ),
    (
        regex(
            r"^gpg2? .*--export-secret|^rails credentials:(?:show|edit)|^ansible-vault (?:view|decrypt)|"
            r"^chamber read|^sops (?:-d|--decrypt)"
        ),
        True,
    ),
    (
        regex(
            r"^git config .*extraheader|^aws sts get-(?:session-token|federation-token)|^docker inspect .*Config\.Env"
        ),
        False,
    ),
    (regex(r"^git credential fill|^git config .*credential|^docker-credential-"), True),
)
_MORE_STORES: Final = regex(
    r"^ps (?:-\S+ )*(?:[a-z]{0,3}e(?:ww?)?\b|-[A-Za-z]*E)|"
    r"^(?:terraform|tofu|terragrunt) (?:state pull|output .*-(?:json|raw)|show .*-json)|^pulumi (?:stack export|config .*--show-secrets)|"
    r"^(?!(?:vercel env ls|(?:wrangler|supabase|fly|flyctl|eas) secrets?[: ]list)\b)"
    r"(?:vercel|eas|railway|netlify|render|wrangler|doppler|infisical|supabase|firebase|fly|flyctl|heroku|platform|gigalixir|"
    r"dotenv-vault) "
    r"(?:env:?(?:pull|list|get|ls)?\b|variables|secrets? (?:list|get|download|export|pull)|config(?::get)?\b|functions:config:get|"
    r"pull\b|export\b|secrets download)|"
    r"^(?:lpass|keepassxc-cli|gopass|rbw|bws|bw|dashlane|dcli) (?:show|get|secret|list|item|ls)|^(?:consul kv|etcdctl|nomad var|"
    r"credstash|chamber|teller|summon) (?:get|read|list|export|env)|"
    r"^az (?:keyvault secret (?!list\b)|acr credential|storage account keys|cosmosdb keys|webapp config appsettings|"
    r"functionapp config appsettings|redis list-keys)|"
    r"^aws (?:iam create-access-key|lambda get-function-configuration|ecr get-login|sts assume-role|"
    r"codeartifact get-authorization-token|rds generate-db-auth-token)|"
    r"^gcloud (?:auth print|iam service-accounts keys create|sql users|secrets versions (?!list\b|describe\b))|"
    r"^kubectl (?:-\S+ \S+ )*(?:get|describe|"
    r"view-secret) secrets?\b.*(?:-o(?!\s*=?(?:name|wide)\b)|json|yaml|jsonpath)|"
    r"^kubectl config view .*--raw|^docker (?:config|secret) inspect|^rails credentials:|^rails runner .*credentials|"
    r"^helm get (?:values|all)\b|^ansible-vault |^npm token |^gpg .*(?:-d|--decrypt)\b|"
    r"^ssh-add -L\b|^age (?:-d|--decrypt)|^mysql_config_editor print|^dotnet user-secrets list|^pass \S+$"
)
"""Stores whose values come out in plain text."""
_FURTHER: Final = regex(
    r"^(?:oc|kubectl) extract secrets?/|^oc extract |^kubectl create token\b|^(?:vault|bao) (?:kv get|read|unwrap|print token|"
    r"token lookup)\b|"
    r"^aws (?:secretsmanager (?:batch-)?get-secret-value|kms decrypt|ssm get-parameter\S* .*--with-decryption|iam get-access-key)|"
    r"^az (?:ad sp (?:create-for-rbac|credential reset)|storage account show-connection-string|servicebus .*keys list|"
    r"eventhubs .*keys list)|"
    r"^(?:dotenvx|phase|akeyless|conjur|infisical|teller|berglas|hush|envkey\S*|varlock) (?:get\S*|secrets? (?:get|list|export)|"
    r"variable get|access|export|decrypt|source)\b|"
    r"^(?:git secret (?:cat|reveal)|blackbox_(?:cat|decrypt)\S*|sops (?:decrypt|exec-env)|systemd-creds (?:cat|"
    r"decrypt)|"
    r"rclone config (?:show|dump)|wg showconf|nmcli .*(?:-s|--show-secrets)\b|podman secret inspect .*--showsecret|"
    r"keepassxc-cli (?:show|export|clip)|"
    r"security (?:find-|dump)|op (?:read|item get|inject|document get)|bw (?:get|list|export))|"
    r"^(?:npm|pnpm|yarn) config get \S*(?:[Aa]uth|[Tt]oken|[Pp]assword)|"
    r"^composer config .*(?:http-basic|github-oauth)|"
    r"^redis-cli .*\bconfig get requirepass|^glab config get token|^helm get (?:values|all)\b|"
    r"^systemctl show .*Environment\b|"
    r"^pulumi config get\b|^fly(?:ctl)? (?:auth token|tokens create)|^heroku auth:token\b|^doppler (?:secrets|"
    r"configure get)"
)
_HARMLESS: Final = regex(r"(?<!\S)(?:--help|-h)\b|\bnames?\b|--query \S*[Nn]ame|--only-names")
_OUTPUT: Final = regex(
    r"(?<!\S)(?:-o|--output|--template)[= ]?(?:jsonpath(?:-as-json)?|go-template|custom-columns)[=:](.{1,400})|(?<!\S)-o ?(?:name|wide)\b"
)
_VALUED: Final = frozenset((
    "-n", "--namespace", "--context", "--kubeconfig", "--cluster", "--profile", "--region", "--project", "--account", "--subscription",
    "-g",
    "--resource-group", "-C", "--config", "-c", "--cwd", "--dir", "--vault", "-a", "--app", "--env", "-e", "--environment", "--address",
    "--stack", "-s",
    "--workspace", "--endpoint-url", "-R", "--repo", "-t", "--team",
))  # fmt: skip
"""Options whose value stands behind them, in front of the word that acts."""

_PROGRAMS_LIST: Final = """
    security secret-tool kwallet-query keyring pass op bw gh glab gcloud aws az vault bao heroku doppler flyctl fly kubectl oc gpg gpg2
    rails ansible-vault chamber sops git git-secret docker podman ps terraform tofu terragrunt pulumi vercel eas railway netlify render
    wrangler infisical supabase firebase platform gigalixir dotenv-vault lpass keepassxc-cli gopass rbw bws dashlane dcli consul etcdctl
    nomad credstash teller summon helm npm pnpm yarn ssh-add age mysql_config_editor dotnet dotenvx phase akeyless conjur berglas hush
    varlock systemd-creds rclone wg nmcli composer redis-cli systemctl
"""
_PROGRAMS: Final = frozenset(_PROGRAMS_LIST.split())
"""Programs that the tables are about."""
_FAMILIES: Final = ("docker-credential-", "envkey", "blackbox")


def opens_store(command: SimpleCommand) -> bool | None:
    """Tell whether a command gives out what a store keeps: True for people's and servers' stores, False for a token in use, else None."""
    if command.program not in _PROGRAMS and not command.program.startswith(_FAMILIES):
        return None
    line = " ".join((command.program, *command.argv[1:]))
    for said in dict.fromkeys((line, _acting(command))):
        if (_MORE_STORES.search(said) or _FURTHER.search(said)) and not _HARMLESS.search(line) and not _described(line):
            return True
        for pattern, grave in _STORES:
            if pattern.search(said) and not _described(line):
                return grave
    return None


def _acting(command: SimpleCommand) -> str:
    """Return the command line without the options that stand in front of the words that act."""
    words = list(command.argv[1:])
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in _VALUED and words:
            words.pop(0)
    return " ".join((command.program, *words))


def _described(line: str) -> bool:
    """Tell whether a cluster is asked only for what describes a secret: its name, its age, its labels."""
    if not re.match(r"(?:kubectl|oc)\b", line) or (shown := _OUTPUT.search(line)) is None:
        return False
    wanted = shown[1]
    if wanted is None:
        return True
    return (
        re.search(r"metadata|\.type\b|\.kind\b", wanted) is not None
        and re.search(r"(?<!meta)[dD]ata\b", wanted) is None
    )
