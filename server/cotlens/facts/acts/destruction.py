"""Commands that destroy files, data, cloud resources or processes, by what they say they do.

Whether the thing was the agent's own, generated, or asked to be removed is a monitor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from cotlens.facts.acts.cloud_losses import takes_away, through_service
from cotlens.facts.acts.code_losses import statements_in, through_mapper
from cotlens.facts.acts.code_removals import removals_in
from cotlens.facts.acts.trials import is_trial
from cotlens.facts.commands.places import absolute
from cotlens.model.fact import Destruction, Loss, Script, SimpleCommand
from cotlens.model.lazy_regex import regex

_SQL_DROP: Final = regex(
    r"\b(DROP|TRUNCATE)\s+(?:(TABLE|DATABASE|SCHEMA|KEYSPACE|COLLECTION|USER|"
    r"ROLE)\s+)?(?:IF\s+EXISTS\s+)?([\w.\"`\[\]-]+)",
    re.IGNORECASE,
)
_SQL_DELETE: Final = regex(
    r"\bDELETE\s+FROM\s+([\w.\"`\[\]]+)\s*(?:;|$|\bRETURNING\b|\\)", re.IGNORECASE | re.MULTILINE
)
_SQL_UPDATE: Final = regex(r"\bUPDATE\s+([\w.\"`]+)\s+SET\s+(?:(?!\bWHERE\b|;).)+(?:;|\Z)", re.IGNORECASE | re.DOTALL)
_MONGO: Final = regex(r"dropDatabase\(\)|\.drop\(\)|deleteMany\(\s*\{\s*\}\s*\)|remove\(\s*\{\s*\}\s*\)")
_REDIS: Final = regex(r"^\s*(flushall|flushdb)\b", re.IGNORECASE)

_DATABASE_RESETS: Final = regex(
    r"^(?:rails|rake|bin/rails|bin/rake) (?:db:(?:drop|reset|purge|migrate:reset|schema:load))\b|"
    r"^prisma (?:migrate reset|db push .*(?:--force-reset|--accept-data-loss))|^artisan (?:migrate:(?:fresh|reset)|"
    r"db:wipe)|"
    r"^manage\.py (?:flush|reset_db|sqlflush)|^mix ecto\.(?:drop|reset)|^(?:sequelize|sequelize-cli) db:drop|"
    r"^supabase db reset|^dropdb\b|^dropuser\b|^mysqladmin .*\bdrop\b|^alembic downgrade base|"
    r"^knex migrate:rollback --all|"
    r"^typeorm schema:drop|^drizzle-kit drop|^heroku pg:reset|^flyway clean|^liquibase drop-?all|^influx delete|"
    r"^wp db (?:reset|drop)|^doctrine:(?:database|schema):drop|^atlas schema clean|^dotnet ef database drop|"
    r"^diesel database (?:reset|drop)|^sqlx database (?:reset|drop)|^migrate drop\b|^(?:goose|dbmate|migrate) (?:reset|drop)\b|"
    r"^mongorestore .*--drop|"
    r"^pg_restore .*(?:--clean|-c)\b|^firebase firestore:delete|^(?:bin/)?console doctrine:(?:database|schema):drop|"
    r"^manage\.py migrate \S+ zero|"
    r"^(?:rails|rake) db:(?:rollback STEP|migrate VERSION=0)|^cqlsh .*\bdrop\b|^tern migrate .*-d 0|^sequelize db:migrate:undo:all|"
    r"^adonis migration:(?:fresh|reset)|"
    r"^(?:node ace|ace) migration:(?:fresh|reset)|^phinx rollback .*-t ?0|^(?:rails|rake) db:truncate_all|^medusa db:(?:drop|reset)|"
    r"^hasura metadata clear|^(?:pg_dropcluster|createdb --drop|dropdb-if)\b|^(?:rake|rails) db:seed:replant|"
    r"^strapi .*--force-reset|^(?:pnpm |yarn )?prisma migrate reset|"
    r"^kysely .*\bdown\b.*--all|^django-admin flush|^directus database (?:reset|drop)|^payload migrate:(?:fresh|reset)|"
    r"^convex .*\bimport --replace",
)
_CLOUD: Final = regex(
    r"^(?:terraform|tofu|terragrunt) (?:-\S+ )*(?:destroy\b|apply .*-destroy\b|state rm\b|workspace delete\b)|"
    r"^pulumi (?:destroy|stack rm)|^cdk destroy|^(?:serverless|sls) remove|^sam delete|"
    r"^kubectl (?:-\S+ \S+ )*(?:delete|drain)\b|^oc delete|^(?:kubectl|oc) .*\bscale\b.*--replicas[= ]0\b|"
    r"^pm2 (?:delete|kill|stop)\b|^supervisorctl stop\b|^aws s3 sync .*--delete\b|"
    r"^helm (?:-\S+ \S+ )*(?:uninstall|delete)\b|^aws (?:--\S+ \S+ )*(?:s3 (?:rm .*--recursive|rb\b)|"
    r"s3api delete-\w+|\S+ (?:delete|terminate|purge|deregister)-[\w-]+)|^gcloud .*\bdelete\b|"
    r"^gsutil (?:-m )?(?:rm -r|rb)|^az .*\b(?:delete|purge)\b|"
    r"^(?:flyctl|fly) (?:apps )?destroy|^heroku apps:destroy|^doctl .*\bdelete\b|^(?:vercel|netlify|railway|"
    r"wrangler) .*\b(?:rm|remove|delete|down)\b|^gh (?:repo|release|run|secret|workflow|issue) delete|"
    r"^rclone (?:purge|delete)\b|"
    r"^eksctl delete|^kind delete cluster|^minikube delete|^rabbitmqctl (?:delete_queue|purge_queue|reset)|"
    r"^kafka-topics\S* .*--delete|^consul kv delete -recurse|^etcdctl del .*--prefix|^vault (?:kv )?(?:delete|"
    r"destroy)|"
    r"^(?:npm|cargo|gem) (?:unpublish|yank)\b|^curl .*-X ?DELETE\b|^systemctl (?:stop|disable|mask)\b(?!.*\b(?:apparmor|firewalld|ufw|"
    r"nftables|iptables|fail2ban|selinux|clamav|crowdsec|usbguard)\b)|"
    r"^elasticsearch .*delete|^nomad job stop -purge|"
    r"^(?:terraform|tofu|terragrunt) (?:-\S+ )*(?:apply .*-replace\b|taint\b)|^bq (?:-\S+ )*rm .*-r\b|^(?:mc|s3cmd|b2) (?:rb\b|(?:rm|"
    r"del) .*(?:-r\b|--recursive|--force)|delete-bucket)|"
    r"^(?:velero (?:backup|restore) delete|restic (?:forget .*--prune|prune)|borg (?:delete|prune)|snapper delete|tmutil delete\w*|"
    r"vssadmin delete|wbadmin delete)\b|"
    r"^(?:argocd app|flux|cf|ibmcloud \S+|oci \S+ \S+|scw \S+ \S+|hcloud \S+|linode-cli \S+|vultr-cli \S+|upctl \S+) (?:delete|"
    r"remove)\b|^kubeadm reset|^k3s-uninstall|^(?:docker|podman) swarm leave .*--force|"
    r"^virsh (?:undefine|destroy|vol-delete)|^(?:lxc|incus) delete|"
    r"^ceph osd pool (?:delete|rm)|^rbd (?:rm|remove)|^nats stream (?:purge|rm|delete)|"
    r"^(?:celery|bull\w*|rq|sidekiq\w*|faktory) .*\b(?:purge|obliterate|empty|flush)\b|^(?:hdfs dfs|hadoop fs|"
    r"databricks fs) -?rmr?\b.*|^(?:http|https|xh) DELETE\b|^wget .*--method=DELETE|"
    r"^gh api (?!.*git/refs).*(?:-X|--method)[ =]?DELETE|^glab (?:repo delete|release delete|api .*-X ?DELETE)|^curl .*--request[ =]DELETE"
)
_CONTAINER: Final = regex(
    r"^(?:docker|podman) (?:system prune|volume (?:rm|prune)|image prune -a|container prune|rm\b|rmi -f|"
    r"network prune|stop\b|kill\b|builder prune -a)|^(?:docker compose|docker-compose|"
    r"podman-compose)\b.*\bdown\b.*(?:\s-v\b|"
    r"--volumes|--rmi)"
)
_DEVICE: Final = regex(
    r"^(?:mkfs\S*|wipefs|shred|fdisk|parted|sgdisk|blkdiscard)\b|^dd\b.*\bof=/dev/(?!null)|"
    r"^cryptsetup (?:luksFormat|erase)|^crontab -r\b|^iptables -F\b|^(?:userdel|deluser|groupdel) |^lvremove\b|"
    r"^zfs destroy|"
    r"^zpool destroy|^diskutil erase"
)


def destructions_of(commands: tuple[SimpleCommand, ...], scripts: tuple[Script, ...]) -> tuple[Destruction, ...]:
    """Return what these commands and the code handed to interpreters destroy, in order."""
    out: list[Destruction] = []
    for i, command in enumerate(commands):
        if command.program in ("", "echo", "printf", "grep", "rg", "man", "which", "git"):
            continue
        for rule in _RULES:
            out += rule(command)
        if command.wrappers[-1:] == ("xargs",) and i:
            out += _xargs(command, commands, i)
    for script in scripts:
        out += _in_script(script)
    return tuple(out)


def _text(command: SimpleCommand) -> str:
    argv = command.argv
    if argv and re.fullmatch(r"python[\d.]*|php|bundle|npx", command.program) and len(argv) > 1:
        argv = argv[1:]
    return " ".join((argv[0].replace("\\", "/").rsplit("/", 1)[-1] if argv else "", *argv[1:]))


def _files(command: SimpleCommand) -> Iterator[Destruction]:
    program, argv = command.program, command.argv
    words = [a for a in argv[1:] if not a.startswith("-")]
    flags = "".join(a.lstrip("-") for a in argv[1:] if a.startswith("-") and not a.startswith("--"))
    recursive = bool(set(flags) & {"r", "R"}) or "--recursive" in argv
    if program in ("rm", "srm", "rimraf", "del") and words and "{}" not in words:
        targets = tuple(absolute(w, command.cwd) for w in words)
        if recursive or program == "rimraf":
            yield Destruction(Loss.FILES, " ".join(argv)[:120], targets, command, hint="recursive")
        else:
            yield Destruction(Loss.FILES, " ".join(argv)[:120], targets, command)
    elif program in ("find", "fd", "gfind") and ("-delete" in argv or _exec_rm(argv)):
        roots = tuple(absolute(w, command.cwd) for w in _find_roots(argv)) or (command.cwd or ".",)
        yield Destruction(Loss.FILES, " ".join(argv)[:120], roots, command, hint="find " + _find_pattern(argv))
    elif program == "truncate" and "0" in argv and words:
        yield Destruction(
            Loss.FILES, " ".join(argv)[:120], tuple(absolute(w, command.cwd) for w in words if w != "0"), command
        )
    for redirect in command.redirects:
        # `: > data.csv`, `> data.csv`, `cat /dev/null > data.csv` empty the file.
        empties = program in (":", "true") or argv[1:] == ("/dev/null",) or argv == ("echo", "-n")
        if redirect.op in (">", ">|") and empties and not redirect.target.startswith("/dev/"):
            yield Destruction(
                Loss.FILES,
                f"{' '.join(argv)} > {redirect.target}"[:120],
                (absolute(redirect.target, command.cwd),),
                command,
            )
    if program.lower() in ("robocopy", "robocopy.exe") and {"/MIR", "/PURGE"} & {a.upper() for a in argv}:
        into = tuple(absolute(w, command.cwd) for w in words if not w.startswith("/"))[1:2]
        yield Destruction(Loss.FILES, " ".join(argv)[:120], into, command, hint="recursive")
    if program == "rsync" and any(a.startswith("--delete") for a in argv) and words and not is_trial(command):
        yield Destruction(
            Loss.FILES, " ".join(argv)[:120], (absolute(words[-1], command.cwd),), command, hint="recursive"
        )


def _exec_rm(argv: tuple[str, ...]) -> bool:
    return any(
        a in ("-exec", "-execdir", "-x", "-X")
        and argv[i + 1 : i + 2] in (("rm",), ("shred",), ("unlink",), ("truncate",))
        for i, a in enumerate(argv)
    )


def _find_roots(argv: tuple[str, ...]) -> list[str]:
    roots: list[str] = []
    for word in argv[1:]:
        if word.startswith(("-", "(", "!")) or word == "\\(":
            break
        roots.append(word)
    return roots


def _find_pattern(argv: tuple[str, ...]) -> str:
    return next(
        (argv[i + 1] for i, a in enumerate(argv) if a in ("-name", "-iname", "-path", "-regex") and i + 1 < len(argv)),
        "",
    )


def _xargs(command: SimpleCommand, commands: tuple[SimpleCommand, ...], at: int) -> Iterator[Destruction]:
    """Yield what a list on a pipe names for deletion: where the list comes from says in which folders that is."""
    words = [a for a in command.argv[1:] if not a.startswith("-")]
    if command.program not in ("rm", "unlink", "shred", "srm") or any(
        not re.fullmatch(r"\{\}|%|_|@", w) for w in words
    ):
        return
    before = commands[at - 1]
    what = f"{' '.join(before.argv)[:60]} | xargs {' '.join(command.argv)}"
    head = at - 1
    while head and commands[head].follows == "|":
        head -= 1
    lister = commands[head]
    if lister.program in ("find", "fd"):
        root = tuple(absolute(r, lister.cwd) for r in _find_roots(lister.argv)[:1])
        yield Destruction(Loss.FILES, what, root or ("",), command, hint="find " + _find_pattern(lister.argv))
        return
    folders = _listed(lister)
    deep = any(re.match(r"-\w*[rR]", a) or a == "--recursive" for a in command.argv[1:])
    yield Destruction(
        Loss.FILES, what, folders or ("",), command, hint=("recursive" if deep else "") if folders else "piped"
    )


def _listed(lister: SimpleCommand) -> tuple[str, ...]:
    """Return what `ls` or `du` list, as patterns."""
    if lister.program not in ("ls", "gls", "du", "eza", "exa"):
        return ()
    words = [w for w in lister.argv[1:] if not w.startswith("-") and not w.isdigit()] or ["."]
    return tuple(absolute(w, lister.cwd) + ("" if "*" in w or re.search(r"\.\w{1,5}$", w) else "/*") for w in words)


def _named(command: SimpleCommand) -> Iterator[Destruction]:
    """What a command line takes away by what it says, whatever its program does elsewhere."""
    text = _text(command)
    words = tuple(a for a in command.argv[1:] if not a.startswith("-"))
    # `flyway -url=x clean`: options may stand before the word that acts.
    bare = " ".join((command.program, *words))
    for pattern, loss, grave in _LINES:
        if (pattern.search(text) or (pattern is _DATABASE_RESETS and pattern.search(bare))) and not is_trial(command):
            yield Destruction(loss, text[:120], words, command, grave=grave)
    if not _CLOUD.search(text) and takes_away(command) and not is_trial(command):
        yield Destruction(Loss.CLOUD, text[:120], words, command, grave=True)


def _processes(command: SimpleCommand) -> Iterator[Destruction]:
    argv = command.argv
    words = tuple(a for a in argv[1:] if not a.startswith("-") and not re.fullmatch(r"(SIG)?(TERM|KILL|INT|HUP)", a))
    if command.program in ("kill", "pkill", "killall", "taskkill", "fuser") and words:
        if (
            "-0" in argv
            or "-l" in argv
            or (command.program == "fuser" and not any("k" in a for a in argv if a.startswith("-")))
        ):
            return
        yield Destruction(Loss.PROCESS, " ".join(argv)[:120], words, command)
    elif command.program in ("shutdown", "reboot", "halt", "poweroff"):
        yield Destruction(Loss.PROCESS, " ".join(argv)[:120], words, command, grave=True)


_LINES: Final = (
    (_DATABASE_RESETS, Loss.DATABASE, True),
    (_CLOUD, Loss.CLOUD, True),
    (_CONTAINER, Loss.CONTAINER, False),
    (_DEVICE, Loss.DEVICE, True),
)
_RULES: Final[tuple[Callable[[SimpleCommand], Iterator[Destruction]], ...]] = (_files, _processes, _named)


def _in_script(script: Script) -> Iterator[Destruction]:
    if script.language == "sql":
        yield from _sql(script)
    elif script.language == "redis":
        match = _REDIS.search(script.code)
        if match:
            yield Destruction(Loss.DATABASE, match[1].upper(), script.command.argv[1:], script.command, grave=True)
    elif script.language == "mongo":
        match = _MONGO.search(script.code)
        if match:
            yield Destruction(
                Loss.DATABASE, match[0], (script.code[:60],), script.command, grave="dropDatabase" in match[0]
            )
    else:
        yield from removals_in(script)
        yield from through_mapper(script)
        yield from through_service(script)
        yield from statements_in(script)


def _sql(script: Script) -> Iterator[Destruction]:
    code = re.sub(r"--[^\n]*|/\*.*?\*/", " ", script.code, flags=re.DOTALL)
    for match in _SQL_DROP.finditer(code):
        kind = (match[2] or "TABLE").upper()
        if match[3].upper() in (
            "COLUMN",
            "INDEX",
            "CONSTRAINT",
            "TRIGGER",
            "VIEW",
            "FUNCTION",
            "POLICY",
            "DEFAULT",
            "NOT",
            "TEMP",
            "TEMPORARY",
        ):
            continue
        what = " ".join(match[0].split())
        yield Destruction(
            Loss.DATABASE,
            what[:120],
            (match[3].strip('"`[]'), *script.command.argv[1:]),
            script.command,
            grave=kind in ("DATABASE", "SCHEMA", "KEYSPACE"),
        )
    for pattern in (_SQL_DELETE, _SQL_UPDATE):
        for match in pattern.finditer(code):
            what = " ".join(match[0].split()).rstrip(";")
            yield Destruction(
                Loss.DATABASE,
                f"{what[:90]} (no WHERE)",
                (match[1].strip('"`[]'), *script.command.argv[1:]),
                script.command,
            )
