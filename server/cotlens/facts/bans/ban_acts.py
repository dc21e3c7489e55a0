"""Acts that people rule out in plain words: suites of tests, kinds of git work, formatters, messages, restarts, calls. Knowledge only.

`ban_commands` has the great ones (commit, push, install, deploy); here stand those whose object is named in the sentence, so that the
pattern of the commands is made of it, and those that a clause of its own forbids ("dry run only", "no git commands").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.bans.ban_commands import MIGRATING
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_HEAD: Final = (
    r"(?:^|[.;:,!?()\u2013\u2014-]\s*|\b(?:and|but|so|then|also|just|though|however|ok|okay|or)\s+)(?:please\s+)?"
)
_STRICT: Final = (
    rf"(?:{_HEAD}(?:do\s+not|don'?t|never|avoid|refrain\s+from|no\s+need\s+to)|\bplease\s+(?:do\s+not|don'?t|never)|"
    r"\byou\s+(?:may|must|should|can|shall|are)\s*(?:not|n't|never)(?:\s+to)?)"
    r"\s+(?:(?:ever|please|just|also|even|actually|yet|try\s+to|go\s+and)\s+)*"
)
_NO: Final = rf"(?:{_STRICT}|(?:\bwithout|\bw/o)\s+)"
"""A ban at the head of its clause: "the clients don't call it" forbids nothing."""
_A: Final = r"(?:(?:the|any|a|an|our|my|those|these|this|that|all|other|more|new|existing|real|actual)\s+){0,3}"
_DO: Final = (
    r"(?:re-?)?(?:run(?:ning)?|execut(?:e|ing)|start(?:ing)?|launch(?:ing)?|trigger(?:ing)?|invok(?:e|ing)|"
    r"kick(?:ing)?\s+off|fir(?:e|ing)(?:\s+(?:off|up))?|us(?:e|ing)|call(?:ing)?)"
)
_SUITE: Final = (
    r"(integration|e2e|end[- ]to[- ]end|acceptance|system|slow|live|smoke|load|stress|contract|browser|ui|performance|perf|network|"
    r"nightly|"
    r"functional|regression|benchmark|fuzz|mutation|snapshot|visual|device|hardware|gpu|api|database|db|external|manual|security)"
)
_TESTS: Final = r"(?:[- ]?(?:tests?|test\s+suites?|suites?|specs?|checks?|scenarios|runs?))"
_SUITES: Final = regex(
    rf"{_NO}{_DO}\s+{_A}{_SUITE}{_TESTS}\b|"
    rf"(?:^|[.;:,!(]\s*|\b(?:and|but|please)\s+)no\s+{_SUITE}{_TESTS}\b(?!\s+(?:exist|cover|fail|for|yet|in|are|were|was|is|file|"
    rf"run\s+without))|"
    rf"{_HEAD}(?:skip|leave\s+out|leave|omit|stay\s+away\s+from|keep\s+(?:away|off)\s+from|hands\s+off)\s+{_A}{_SUITE}{_TESTS}\b|"
    rf"\b{_SUITE}{_TESTS}\s+(?:(?:must|may|should|can|are|is|will)\s*(?:not|n't|never)\s+(?:to\s+)?be\s+(?:run|executed|started|used|"
    rf"triggered)|"
    rf"(?:are|is|stay|remain)\s+(?:not\s+to\s+be\s+(?:run|executed|started)|off[- ]limits|taboo|forbidden|out\s+of\s+bounds|mine|"
    rf"for\s+(?:me|CI)\b))",
    re.IGNORECASE,
)
_ONLY_UNIT: Final = regex(
    r"(?:^|[.;:,(]\s*)(?:please\s+)?(?:only|just)\s+(?:(?:run|execute|use)\s+)?(?:the\s+)?unit[- ]?tests?\b|"
    r"\b(?:run|execute)\s+(?:the\s+)?unit[- ]?tests?\s+only\b|\b(?:run|execute)\s+only\s+(?:the\s+)?unit[- ]?tests?\b",
    re.IGNORECASE,
)
_WORDS_OF: Final[dict[str, str]] = {
    "integration": r"integration|itests?|it|failsafe:\S*|verify",
    "e2e": r"e2e|end-?to-?end|playwright|cypress|wdio|testcafe",
    "acceptance": r"acceptance|behave|cucumber|features",
    "browser": r"browser|playwright|cypress|selenium|e2e",
    "ui": r"ui|playwright|cypress|XCUITest|espresso|e2e",
    "load": r"load|k6|locust|gatling|jmeter|wrk|artillery|vegeta",
    "stress": r"stress|k6|locust|load",
    "performance": r"perf(?:ormance)?|bench\w*|k6|locust|hyperfine",
    "benchmark": r"bench\w*|hyperfine",
    "contract": r"contract|pact",
    "database": r"database|db",
    "api": r"api|newman|hurl",
    "visual": r"visual|chromatic|percy|backstop",
    "fuzz": r"fuzz\w*",
    "mutation": r"mutation|mutmut|stryker|infection|pitest",
    "snapshot": r"snapshots?|-u|--update\w*",
}
_LOOKS: Final = (
    r"(?:cat|bat|less|more|head|tail|e?grep|rg|ag|ls|find|fd|vim?|nano|code|sed|awk|wc|diff|stat|file|cp|mv|rm|mkdir|touch|chmod|echo|"
    r"printf|jq|yq|which|type|man|tree|cd|pwd|git (?:add|commit|diff|log|status|show|mv|rm|checkout|grep|blame|stash|restore|ls-files)|"
    r"prettier|eslint|ruff|black|mypy|tsc)\b"
)
_PROGRAMS: Final = (
    r"terraform|tofu|terragrunt|pulumi|kubectl|helm|ansible(?:-playbook)?|docker(?:[- ]compose)?|podman|npm|pnpm|yarn|npx|bun|pip3?|uv|"
    r"poetry|make|just|cargo|"
    r"go|mvn|gradle|bundle|rake|rails|artisan|composer|mix|dotnet|psql|mysql|redis-cli|mongosh|sqlite3|ssh|scp|rsync|curl|wget|brew|"
    r"apt(?:-get)?|systemctl|"
    r"aws|gcloud|az|gh|glab|sed|awk|perl|sudo|crontab|alembic|flyway|prisma|vagrant|nohup|tmux|screen|prettier|black|isort|gofmt|"
    r"rustfmt|eslint|git|php"
)
_LEADS: Final = frozenset(
    {"run", "audit", "compose", "artisan", "exec", "migrate", "tool", "stack", "state", "pr", "repo", "bin/console"}
)
"""Words of a command line that say what is done only with the one behind them: `npm run build:prod`, `npm audit fix`."""
_BARE: Final = regex(
    rf"{_STRICT}{_DO}\s+{_A}`?({_PROGRAMS})`?(?:\s+`?(?!(?:to|for|in|on|as|at|or|and|here|commands?|directly|yourself|again|yet|please|"
    rf"scripts?|from|with|unless|"
    r"until|if|when|while|anymore|itself|because|since|locally|at\s+all|cache|files?|images?|"
    r"containers?)\b)((?:-{1,2})?[a-z][\w:./-]{1,30})(?:\s+((?:-{1,2})?[a-z][\w:./-]{1,40}))?)?`?",
    re.IGNORECASE,
)
_GIT: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (regex(said, re.IGNORECASE), commands)
    for said, commands in (
        (rf"{_NO}amend\w*\b|\bno\s+amend\w*\b", r"^git (?:\S+ )*commit\b.*--amend"),
        (rf"{_NO}rebas\w+\b|(?:^|[.;,(]\s*)no\s+rebas\w+\b", r"^git (?:\S+ )*(?:rebase\b(?! --(?:abort|quit))|pull .*(?:--rebase|-r\b))"),
        (rf"{_NO}squash\w*\b|(?:^|[.;,(]\s*)no\s+squash\w*\b", (r"^git (?:\S+ )*(?:merge .*--squash|rebase .*-i|reset --soft)|"
        r"^gh pr merge .*--squash")),
        (rf"{_NO}stash\w*\b|(?:^|[.;,(]\s*)no\s+stash\w*\b", r"^git (?:-[cC] \S+ )*stash\b(?! (?:list|show))"),
        (rf"{_NO}(?:rewrit|chang|alter|touch)\w*\s+{_A}(?:git\s+)?histor\w+|\bno\s+histor\w+\s+(?:rewrit|chang)\w*",
         r"^git (?:\S+ )*(?:rebase\b|commit .*--amend|filter-\S+|reset --(?:hard|soft|mixed)|push .*(?:--force|-f\b))"),
        ((rf"{_NO}(?:switch|chang|leav)\w*\s+{_A}branch\w*|(?:^|[.;,(]\s*)(?:stay|remain|keep|work)\s+on\s+(?:this|the\s+current|"
        rf"the\s+same)\s+branch"),
         r"^git (?:-[cC] \S+ )*(?:switch\b|checkout (?!-- |\.|-p)(?:-b )?[\w/.-]+$)"),
        (rf"{_NO}(?:delet|remov|prun)\w*\s+{_A}(?:\w+\s+)?(?:branch|tag)\w*", (r"^git (?:\S+ )*(?:branch (?:\S+ )*(?:-[dD]\b|--delete)|"
        r"tag -d\b|push .*--delete|remote prune)")),
        ((rf"{_NO}(?:pull|fetch)\w*\b(?!\s+(?:\w+\s+){{0,3}}(?:in|data|packages?|librar\w+|dependenc\w+|images?|"
        rf"models?))"), r"^git (?:-[cC] \S+ )*(?:pull|fetch)\b"),
        (rf"{_NO}(?:reset|revert|restor)\w*\s+{_A}(?:\w+\s+)?(?:files?|changes?|work|tree|commits?|branch\w*|edits?|anything)\b",
         r"^git (?:-[cC] \S+ )*(?:reset --(?:hard|merge)|restore\b|revert\b|checkout (?:-- |\.))"),
        ((rf"{_NO}{_DO}\s+{_A}git\b(?!\s*(?:hub|lab|-|ignore))|(?:^|[.;,(]\s*)no\s+git\b(?:\s+(?:commands?|operations?|actions?|stuff|"
        rf"at\s+all|please))?"),
         r"^git (?!(?:-[cC] \S+ )*(?:status|log|diff|show|blame|grep|ls-files|rev-parse|branch$|branch --show-current))\S"),
        (rf"{_NO}cherry-?pick\w*", r"^git (?:\S+ )*cherry-pick\b"),
    )
)  # fmt: skip
_KINDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (regex(said, re.IGNORECASE), commands)
    for said, commands in (
        ((rf"{_NO}(?:send|sending|mail|mailing|post|posting|notify|notifying)\s+(?:out\s+)?{_A}(?:\w+\s+)?(?:e-?mails?|mails?|messages?|"
        rf"notifications?|newsletters?|sms|"
         r"slack|invites?|anything\s+to\s+(?:customers?|users?|slack))\b|(?:^|[.;,(]\s*)no\s+(?:real\s+|actual\s+)?(?:e-?mails?|"
         r"notifications?|messages?)\s*(?:[.,;!)]|$|please|out\b|to\b)"),
         (r"^(?:mail|mailx|mutt|sendmail|swaks|msmtp|ntfy)\b|hooks\.slack\.com|api\.(?:sendgrid|mailgun|twilio|telegram)|"
         r"\bsend[-_:]?(?:e?mails?|newsletter|sms|notif\w*|digest|invites?|reminders?)|\bslack\b.*(?:post|send)")),
        (rf"{_NO}(?:bump|rais|increas|chang|touch)\w*\s+{_A}(?:package\s+)?versions?(?:\s+number)?\b(?!\s+of\b)|\bno\s+version\s+bumps?\b",
         (r"^(?:npm|yarn|pnpm|poetry|hatch|lerna|uv) version (?!--?\w*$)\S|^(?:bump2version|bumpversion|bump-my-version|standard-version|"
         r"release-it|semantic-release)\b|^cargo (?:set-version|release)|versions:set|changeset version")),
        ((r"\bdry[- ]runs?\s+only\b|\b(?:only|just)\s+(?:a\s+|as\s+)?(?:dry[- ]run|plan|preview)\b|\b(?:plan|preview|diff)\s+only\b|"
        r"\bno\s+apply\b|"
         rf"{_NO}appl(?:y|ying)\b(?!\s+(?:for|the\s+(?:same|rule|patch|fix|style|discount)|to\s+(?:the\s+)?\w+s\b))"),
         (r"^(?:terraform|tofu|terragrunt|pulumi|cdk|kubectl|oc|helm|kustomize|flux|argocd) (?:\S+ )*(?:apply|up|upgrade|install|deploy|"
         r"sync|destroy|create|replace|patch)\b(?!.*--dry-run)|"
         r"^ansible-playbook\b(?!.*--check)|"
         rf"^{MIGRATING}.*\bmigrat\w*\b(?!.*(?:--plan|--dry-run|--pretend|status|list|show))|"
         r"^alembic upgrade\b(?!.*--sql)")),
        ((rf"{_NO}(?:(?:re-?format|auto-?format|prettify|lint-?fix|auto-?fix)\w*\b|format(?:ting)?(?=\s*(?:$|[.,;:!)]|it\b|them\b|"
        rf"anything|(?:the\s+)?(?:other\s+)?(?:code|files?|whole|rest|repo)\b)))|(?:^|[.;,(]\s*)no\s+(?:re-?formatting|formatting|"
        rf"auto-?fix\w*|formatters?)\b|{_NO}{_DO}\s+{_A}(?:auto-?)?formatters?\b"),
         (r"^(?:prettier (?:\S+ )*(?:--write|-w)\b|black\b(?!.*--(?:check|diff))|gofmt (?:\S+ )*-\w*w|goimports -w|"
         r"cargo fmt\b(?!.*--check)|ruff format\b(?!.*--(?:check|diff))|rustfmt\b(?!.*--check)|"
         r"clang-format (?:\S+ )*-i|dotnet format\b(?!.*--verify)|mix format\b(?!.*--check)|(?:npm|pnpm|yarn|bun) (?:run )?(?:format|"
         r"fmt|lint:fix|prettify)\b|eslint\b.*--fix|ruff check\b.*--fix|"
         r"isort\b(?!.*--check)|swiftformat\b(?!.*--lint)|ktlint (?:\S+ )*(?:-F|--format)|rubocop (?:\S+ )*-[aA]|phpcbf\b|"
         r"php-cs-fixer fix\b(?!.*--dry-run)|make (?:fmt|format)\b|biome (?:format|check) .*--(?:write|apply)|"
         r"terraform fmt\b(?!.*-check))")),
        ((rf"{_NO}(?:clos|reopen|comment\s+on|comment|label|assign|edit|updat|reply\s+to)\w*\s+(?:on\s+|to\s+)?{_A}(?:github\s+|jira\s+|"
        rf"gitlab\s+)?(?:issues?|tickets?|PRs?|pull\s+requests?|merge\s+requests?)\b"),
         (r"^(?:gh|glab) (?:issue|pr|mr) (?:close|reopen|comment|edit|note|update|review|merge|ready)\b|^jira (?:issue )?(?:move|comment|"
         r"close|edit|transition)")),
        ((rf"{_NO}(?:ssh|log(?:ging)?\s+(?:in|on)(?:to)?|connect(?:ing)?|sign(?:ing)?\s+in)\w*\s*(?:in)?(?:to\s+|into\s+|"
        rf"on\s+)?{_A}(?:anywhere|anything|machines?|servers?|hosts?|boxes|box|prod\w*|staging|remote\w*|systems?|database|db|"
        rf"cluster)\b|\bno\s+ssh\b"),
         r"^(?:ssh|scp|sftp|mosh)\b|^rsync\b.*\S:|^(?:kubectl|oc) (?:\S+ )*exec\b|^(?:psql|mysql|mongosh|redis-cli) .*-h"),
        (rf"{_NO}(?:touch|chang|edit|modif)\w*\s+{_A}(?:cron\w*|scheduled\s+jobs?)\b", r"^crontab (?!-l)\S"),
        ((rf"{_NO}(?:run|running|execut\w+)\s+(?:anything|any\s+(?:commands?|code|programs?|scripts?)|commands?|code)\b(?!\s+(?:twice|"
        rf"again|in|on|as|that|which|with|against|else|under|until|outside))|"
         r"(?:^|[.;,(]\s*)(?:run|execute)\s+nothing\b|\bno\s+(?:running|executing|execution)\s+(?:of\s+)?(?:code|anything|commands?|"
         r"programs?|scripts?)\b"),
         (rf"^(?!{_LOOKS})(?!git (?:branch|tag|remote|fetch|config))(?:\./|\S*/?(?:python[\d.]*|node|ruby|perl|php|go|cargo|npm|npx|"
         rf"pnpm|yarn|bun|deno|make|just|java|mvn|gradle\w*|\S*gradlew|dotnet|pytest|jest|vitest|rspec|"
         r"docker|bash|sh|zsh|rake|rails|mix|swift|flutter|dart|Rscript|julia|lua|ghc|stack|cabal|tox|uv|poetry|bundle)\b)")),
        ((rf"{_NO}{_DO}\s+{_A}(?:unit\s+)?tests?\b(?!\s+(?:in\s+parallel|twice|against|with|on|under|script|data|that|which|server|"
        rf"account|mode|as|from|without|suite\s+(?:against|on)|\w+\s+(?:against|on)))|(?:^|[.;,(]\s*)no\s+test\s+runs?\b"),
         (r"^(?:\S*/)?(?:pytest|py\.test|tox|nox|jest|vitest|mocha|ava|karma|rspec|phpunit|pest|ctest|bats|gotestsum|busted|prove)\b|"
         r"^python[\d.]* -m (?:pytest|unittest)|^(?:npm|pnpm|yarn|bun) (?:run )?(?:t|test)\b|"
         r"^(?:go|cargo|mix|dotnet|swift|flutter|dart|zig|rails|rake|lein|sbt|bazel|manage\.py|deno|forge|sui) (?:\S+ )*test\b|"
         r"^(?:mvnw?|\S*gradlew?) (?:\S+ )*(?:test|check|verify)\b|^make (?:\S+ )*(?:test|check)\b")),
        (
            (r"(?:^|[.;:,(]\s*|\b(?:and|but|please|with)\s+)no\s+(?:schema|ddl|database|db|table)[- ]?(?:changes?|migrations?|"
            r"modifications?|alterations?|ddl)\b|"
            rf"{_NO}(?:chang|alter|touch|modif|migrat)\w*\s+{_A}(?:database\s+|db\s+)?schema\b"),
            (r"(?i:^(?:psql|mysql|mariadb|sqlite3|sqlcmd|duckdb|clickhouse-client|snowsql|cockroach|bq)\b.*\b(?:CREATE|ALTER|DROP|RENAME|"
            r"TRUNCATE)\b)|"
            rf"^{MIGRATING}.*\bmigrat\w*\b(?!.*(?:status|list|show|--plan))"),
        ),
        (rf"{_NO}{_DO}\s+{_A}(?:full|whole|entire|complete)\s+(?:test\s*)?suite\b",
         (r"^(?:(?:\S*/)?pytest|python[\d.]* -m pytest|(?:npm|pnpm|yarn|bun) (?:run )?test|cargo test(?: --workspace| --all)?|"
         r"go test (?:-\S+ )*\./\.\.\.|mvnw? (?:\S+ )?(?:test|verify)|\S*gradlew? (?:test|check)|make (?:test|check)|"
         r"(?:bundle exec )?rspec|mix test|"
         r"dotnet test|(?:\S*/)?phpunit|(?:npx )?(?:jest|vitest(?: run)?)|tox)(?: -\S+)*$")),
        ((rf"{_NO}(?:seed|re-?seed|migrat|backfill|re-?index)\w*\b(?!\s+(?:file|script|"
        rf"data\b))"), rf"^{MIGRATING}.*\b(?:seed\w*|migrat\w*|backfill\w*|re-?index\w*)\b|^alembic upgrade"),
    )
)  # fmt: skip
_SERVICE: Final = regex(
    rf"{_NO}(?:re-?)?(?:start|stop|load|boot|kill|bounc|restart|reload|reboot|scal|drain|paus|shut)\w*\s+(?:down\s+|up\s+)?(?:the\s+|"
    rf"our\s+|my\s+)?`?([a-z][\w-]{{2,30}})`?(?:\s+(?:service|server|daemon|container|pod|process|"
    r"deployment|worker|queue|cluster|unit|instance|job)s?)?\s*(?:[.,;:!)]|$|\b(?:while|until|because|since|as|it|they|there|yet|please|"
    r"now|on|in|during|people|customers?|users?|somebody|for)\b)",
    re.IGNORECASE,
)
_NO_TASK: Final = frozenset({
    "here", "please", "yet", "again", "now", "today", "in", "on", "as", "it", "because", "since", "while", "until", "unless", "or",
    "and", "for", "from", "with", "that", "this", "the", "at", "to", "against", "scripts", "commands", "yourself", "directly", "either",
})  # fmt: skip
_NO_SERVICE: Final = frozenset({
    "any", "anything", "it", "this", "that", "them", "the", "with", "from", "over", "new", "working", "coding", "implementing",
    "writing", "editing", "until",
    "server", "servers", "service", "services", "process", "processes", "container", "containers", "app", "database", "work", "if",
    "before", "yet", "without",
    "a", "an", "each", "every", "lines", "sentences", "names", "here", "there", "now", "again", "early", "halfway", "after", "when",
    "asking", "refactoring",
})  # fmt: skip
_CALL: Final = regex(
    rf"{_STRICT}(?:call|hit|query|quer|ping|contact|post|us|talk|reach|request|invok|access|poke)\w*\s+(?:to\s+|out\s+to\s+|"
    rf"against\s+)?(?:the\s+|our\s+|their\s+)?(?:real\s+|live\s+|production\s+|actual\s+|remote\s+)?`?([a-z][\w.-]{{2,40}})`?'?s?\s+"
    r"(?:apis?|endpoints?|services?|servers?|backend|gateway|sandbox|webhooks?|hosts?)\b",
    re.IGNORECASE,
)
_NO_CALL: Final = frozenset(
    {
        "any",
        "other",
        "external",
        "that",
        "this",
        "third-party",
        "same",
        "new",
        "old",
        "rest",
        "public",
        "web",
        "which",
        "all",
    }
)
SAID: Final = Sieve(_SUITES, _ONLY_UNIT, _BARE, _SERVICE, _CALL, *(p for p, _ in _GIT), *(p for p, _ in _KINDS))


def acts_ruled_out(sentence: str) -> Iterator[str]:
    """Yield the patterns of the commands that a sentence rules out by an act and its object."""
    look = SAID.over(sentence)
    if look.nothing:
        return
    yield from (_suite(next(g for g in m.groups() if g)) for m in _SUITES.finditer(sentence))
    if _ONLY_UNIT.search(sentence):
        yield from (_suite(kind) for kind in ("integration", "e2e", "acceptance", "load"))
    for said, commands in (*_GIT, *_KINDS):
        if look.may(said) and said.search(sentence):
            yield commands
    for match in _BARE.finditer(sentence):
        program, sub = re.escape(match[1].lower()).replace(r"\ ", "[- ]"), (match[2] or "").rstrip(".:/-")
        # "Don't run npm run build here": what follows the task is no part of the line.
        task = (match[3] or "").rstrip(".:/-") if sub.lower() in _LEADS else ""
        if sub or program != "git":
            yield (
                rf"^(?:sudo )?(?:\S*/)?{program}(?:\s+\S+)*?\s+{re.escape(sub)}{_followed(task)}(?:\s|$)"
                if sub
                else rf"^(?:\S*/)?{program}(?:\s|$)"
            )
    for match in _SERVICE.finditer(sentence):
        if match[1].lower() not in _NO_SERVICE:
            yield (
                rf"(?i:^(?:sudo )?(?:systemctl|service|docker\S*|podman|kubectl|oc|pm2|supervisorctl|pkill|killall|kill|brew|nginx|"
                rf"pg_ctl\S*|rc-service|launchctl|heroku|"
                rf"npm|yarn|pnpm|make|{re.escape(match[1])})\b(?=.*\b(?:start|restart|stop|reload|kill|pkill|killall|down|up|rm|delete|"
                rf"rollout|scale|drain|quit|run|bounce)\b).*\b{re.escape(match[1])})"
            )
        if match[1].lower() not in _NO_SERVICE and re.search(
            r"\b(?:start|run|launch|boot)\w*\s", match[0], re.IGNORECASE
        ):
            # Whatever program starts it: `celery worker`, `bin/worker`, `npm run worker`.
            yield rf"(?i:^(?!{_LOOKS})(?:\S*[/:])?(?:\S+\s+){{0,6}}?(?:\S*:|bin/|\./)?{re.escape(match[1])}(?:\s|$))"
    for match in _CALL.finditer(sentence):
        if match[1].lower() not in _NO_CALL:
            yield rf"(?i:^(?:curl|wget|https?|xh|grpcurl|websocat|newman|python[\d.]*|node)\b.*{re.escape(match[1])})"


def _followed(task: str) -> str:
    return rf"(?:\s+-\S+)*\s+{re.escape(task)}" if task and task.lower() not in _NO_TASK else ""


def _suite(kind: str) -> str:
    """Return the pattern of the commands that run a suite of tests; one that leaves it out runs it not."""
    word = (
        re.sub(r"[- ]", "", kind.lower())
        .replace("endtoend", "e2e")
        .replace("perf", "performance")
        .replace("performanceormance", "performance")
    )
    words = _WORDS_OF.get({"db": "database"}.get(word, word), re.escape(word))
    return (
        rf"(?i:^(?!{_LOOKS})(?!.*(?:\bnot |--(?:ignore|exclude|skip|deselect|exclude-\w+)[= ]\S*|-x |!|--grep-invert |"
        rf":!)(?:\S*[/:._-])?(?:{words})\b)"
        rf"(?:.*[\s/:._=\"'-])?(?:{words})(?:$|[\s/:._\"'-]))"
    )
