"""Which sentences forbid a kind of command (commit, push, install, deploy ...), and the commands that are meant. Knowledge only."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

NEG: Final = (
    r"(?:(?<!\bI )(?<!\bwe )(?<!\bthey )(?<!\bit )(?:do\s+not|don'?t)|(?<!\(\) )(?:must\s+not|mustn'?t|should\s+not|shouldn'?t|"
    r"may\s+not|never)|please\s+don'?t|you\s+(?:can(?:no|')t|may\s+not)|no\s+need\s+to|not\s+(?:allowed|supposed)\s+to|without|avoid|"
    r"refrain\s+from|and\s+not|but\s+not)"
)
_NEGC: Final = (
    r"(?:(?<!\bI )(?<!\bwe )(?<!\bthey )(?<!\bit )(?:do\s+not|don'?t)|(?<!\(\) )(?:must\s+not|should\s+not|may\s+not|never)|"
    r"please\s+don'?t|you\s+(?:can(?:no|')t|may\s+not)|no\s+need\s+to|not\s+(?:allowed|supposed)\s+to|and\s+not|but\s+not|"
    r"refrain\s+from|avoid|"
    r"without)\s+(?:(?:ever|yet|please|just|actually|also|you|try\s+to|git|to|even|anything|automatically|"
    r"auto-?|the|my|it|commit|push|deploy|tag|merge|publish|release|install|edit|change|run)(?:ting|ing)"
    r"?(?:\s*,\s*|\s+or\s+|\s+and\s+|\s+)){0,3}"
)
MIGRATING: Final = (
    r"(?!(?:cat|bat|ls|less|more|head|tail|e?grep|rg|sed|awk|find|fd|tree|git|vim?|nano|code|wc|diff|stat|file|cp|mv|rm|touch|mkdir|echo|"
    r"rubocop|ruff|black|prettier|eslint|sqlfluff)\b)"
    r"(?!(?:ruby|perl) -\w*c\b|php -l\b|node --check\b|python[\d.]* -m (?:py_compile|compileall)\b)"
    r"(?!.*(?:\bmakemigrations\b|\b(?:make|g|generate|new|create):?\s?migrations?\b|\bgen\.migration\b|--(?:create-only|sql|plan|dry-run|pretend)\b|"
    r"\bmigrat(?:e|ions?)(?::|\s+)(?:make|new|create|add|generate|status|list|show|script)\b))"
)
"""Who looks at the folder of migrations, has one written or its grammar checked, migrates nothing."""
_NOC: Final = r"(?:^|[.,;:!(]\s*|\band\s+|\bplease,?\s+|\bbut\s+)no\s+"
PACKAGES: Final = regex(
    rf"\b{NEG}\s+(?:\w+\s+(?:or|and)\s+|\w+\s+){{0,2}}?(?:install|add|introduc\w+|pull\s+in|us\w+|"
    rf"upgrad\w+|updat\w+)\w*\s+(?:\w+\s+){{0,2}}?(?:(?:new\s+|extra\s+|any\s+|other\s+|more\s+|"
    rf"third[- ]party\s+|further\s+)*(?:dependenc\w+|packages?|librar\w+|modules?|gems?|crates?)|anything)"
    rf"\b|\b(?:new|additional|extra|further|more|third[- ]party|external|runtime|all|any|every)\s+(?:new\s+|runtime\s+|npm\s+)?"
    rf"(?:dependenc\w+|packages?|librar\w+|crates?|gems?)\s+(?:(?:must|have\s+to|has\s+to|should|shall|only)\s+)?(?:be\s+|are\s+|is\s+)?"
    rf"(?:(?:approved|agreed|discussed|cleared|signed\s+off)\b(?!\s+and\b)|(?:needs?|requires?|wants?|come\s+in|added|"
    rf"allowed)\b[^.;\n]{{0,60}}?"
    rf"(?:approv|sign-?off|\ba\s+go\b|go-?ahead|\bok(?:ay)?\b|consent|permission|\breview|discuss|agreed|\bRFC\b|\bADR\b))"
    rf"|\bno\s+(?:new\s+|extra\s+|additional\s+|third[- ]party\s+|further\s+|external\s+|runtime\s+|npm\s+|pip\s+|python\s+|"
    rf"(?:composer|pypi|node|hex|nuget|maven|gradle|cargo|rust|go|ruby|cran|pub|swift|hackage|cocoapods?|apt|system|php|java|elixir|dart)\s+)"
    rf"*(?:dependenc\w+|packages?|librar\w+|crates?|gems?)\b",
    re.IGNORECASE,
)
"""New dependencies are ruled out."""
_THINGS: Final[tuple[tuple[str, str], ...]] = (
    (
        r"containers?|docker|compose|podman|images?",
        (
            r"^(?:docker|podman|nerdctl)(?: compose)? (?:\S+ )*?(?:up|run|start|create|build|restart)\b|^docker-compose (?:\S+ )*?(?:up|"
            r"run|start)\b"
        ),
    ),
    (
        r"(?:dev\s+|web\s+|local\s+)?servers?|services?|daemons?|the\s+app",
        (
            r"^(?:(?:npm|pnpm|yarn|bun)(?: run)? (?:start|dev|serve)|flask run|uvicorn|gunicorn|rails s|bin/rails s|"
            r"python\d? (?:-m http\.server|manage\.py runserver)|"
            r"systemctl (?:--user )?(?:start|restart)|service \S+ (?:start|restart)|vite\b(?! build)|next dev|php -S|cargo run|go run|"
            r"docker(?:-| )compose (?:\S+ )*?up)"
        ),
    ),
    (
        r"emulators?|simulators?|devices?",
        r"^(?:xcrun simctl (?:boot|launch|install)|emulator\b|adb (?:install|shell|reboot)|flutter run|avdmanager)",
    ),
    (
        r"browsers?|chrome|playwright|e2e(?:\s+tests?)?|end-to-end\s+tests?",
        r"^(?:playwright|cypress|chromium|google-chrome|firefox|puppeteer|wdio|testcafe)\b|:e2e\b",
    ),
    (
        r"(?:virtual\s+)?machines?|vms?|instances?|clusters?|nodes?",
        (
            r"^(?:vagrant up|multipass launch|aws ec2 run-instances|gcloud compute instances create|az vm create|kind create|"
            r"minikube start|k3d cluster create|"
            r"eksctl create|terraform apply|tofu apply|pulumi up)"
        ),
    ),
    (
        r"training|trainings?\s+runs?|gpus?|jobs?|benchmarks?",
        (
            r"^(?:sbatch|srun|torchrun|accelerate launch|kubectl create job|ray job submit|python\d? \S*(?:train|bench)\S*\.py|"
            r"cargo bench|hyperfine)"
        ),
    ),
)
"""What may be ruled out to be started, and the commands that start it."""
COMMANDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (regex(
        rf"\b{_NEGC}(?:commit(?:ting)?)\b(?!\s+(?:message|hash|history))|{_NOC}commits?(?:\s+(?:please|yet|"
        rf"for\s+now|from\s+you))?\s*(?:[.,;!)]|$)|\bleave\s+(?:the\s+)?commit\w*\s+to\s+me|\b(?:leave|keep)"
        rf"\s+(?:it|this|that|everything|the\s+changes?)\s+uncommitted", re.IGNORECASE), r"^git (?:-[cC] \S+ )*commit\b"),
    (regex(
        rf"\b{_NEGC}push(?:ing)?\b|{_NOC}push(?:es|ing)?(?:\s+(?:please|yet|for\s+now|from\s+you))"
        rf"?\s*(?:[.,;!)]|$)|\bleave\s+(?:the\s+)?push\w*\s+to\s+me", re.IGNORECASE), r"^(?:git (?:-[cC] \S+ )*push\b|gh pr create\b)"),
    (PACKAGES, (
        r"^(?:(?:uv )?pip[\d.]* install (?!.*-r\b|-e \.)\S|npm (?:i|install|add) (?:-\S+ )*[\w@]|pnpm add|"
        r"yarn add|bun add|uv add|poetry add|cargo add|go get \S|gem install|bundle add|composer require|"
        r"dotnet add package|brew install|(?:apt|apt-get) .*install)"
    )),
    (regex(rf"\b{_NEGC}(?:deploy|release|publish|ship)(?:ing)?\b|{_NOC}(?:deploy\w*|releases?|publish\w*)\b", re.IGNORECASE), (
        r"^(?:npm publish|twine upload|cargo publish|kubectl (?:\S+ )*apply|terraform apply|helm (?:install|"
        r"upgrade)|make (?:deploy|release|publish)|npm run (?:deploy|release|publish)|gh release create|"
        r"\S*deploy\S*|vercel|fly(?:ctl)? deploy|docker push|\S+ deploy|(?:serverless|sls|cdk|firebase|netlify|wrangler|pulumi|"
        r"gcloud|az|aws|eb|cap|kamal|"
        r"nomad|oc|argocd|skaffold|sam|amplify|railway|render|heroku) (?:\S+ ){0,3}?(?:deploy|up|apply|sync|publish|release|promote|"
        r"run)|git push (?:heroku|dokku|prod\w*)|"
        r"(?:pnpm|yarn|bun) (?:run )?(?:deploy|release|publish)|poetry publish|uv publish|gem push|dotnet nuget push|mvn \S*deploy|"
        r"vsce publish|helm push)\b"
    )),
    (regex(
        rf"\b{NEG}\s+(?:\w+\s+){{0,2}}?(?:us\w+|access\w*|go\w*\s+(?:to|on(?:line)?)|touch|call\w*|hit|"
        rf"download\w*|fetch\w*)\s+(?:\w+\s+){{0,2}}?(?:network|internet|web|online|external\s+(?:services?|"
        rf"hosts?))\b|\b{NEG}\s+(?:\w+\s+){{0,2}}?(?:download|fetch)\w*\s+(?:\w+\s+){{0,2}}?anything\b|\bno\s+(?:network|internet|"
        rf"web|online)\s*(?:access|calls?|requests?|traffic)?\b|"
        rf"\bstay\s+offline\b|\boffline\s+only\b|\b(?:work|stay|remain|keep|do\s+(?:it|this|that)|strictly)\s+offline\b|"
        rf"\bnothing\s+(?:may\s+|must\s+|should\s+|is\s+to\s+)?(?:leaves?|goes\s+out|be\s+sent|gets?\s+out)\b|\b(?:air-?gapped|"
        rf"local\s+only|locally\s+only)\b|"
        rf"\b{NEG}\s+(?:\w+\s+)?(?:go\s+online|phone\s+home|send\w*\s+(?:\w+\s+){{0,3}}(?:anywhere|out|outside|elsewhere|off)|"
        rf"leave\s+(?:this|the)\s+machine)\b|"
        rf"\bno\s+(?:outside|external|third[- ]party|remote)\s+(?:services?|requests?|calls?|apis?|hosts?|"
        rf"connections?)\b", re.IGNORECASE),
        (r"^(?:curl|wget|http|pip download|git (?:clone|fetch|pull)|(?:npm|pnpm|yarn|bun) (?:i|install|add)\b|(?:uv )?pip[\d.]* install|"
        r"(?:gem|cargo|brew|luarocks|conda|cpanm) install|(?:uv|cargo|poetry|bundle) add|go (?:get|install) \S|"
        r"(?:apt|apt-get) (?:\S+ )*install|"
        r"composer require|dotnet add package|docker pull)\b")),
    (regex(
        rf"\b{NEG}\s+(?:\w+\s+){{0,2}}?(?:run|running|execut\w+|start\w*|launch\w*|trigger\w*)\s+(?:\w+\s+)"
        rf"{{0,3}}?migrations?\b|\bno\s+migrations?\s+(?:run|please)|"
        rf"{_NOC}migrations?(?:\s+(?:yet|today|for\s+now|from\s+you|(?:on|against|in)\s+[^.;\n]{{2,60}}?))?(?:\s+please)?\s*(?:[.;!]|$)|"
        rf"\bI(?:'ll|\s+will)\s+(?:run|do|apply)\s+(?:the\s+|that\s+)?migrations?\s+(?:\w+\s+){{0,2}}?myself\b|"
        rf"\bleave\s+(?:(?:running|applying)\s+)?(?:the\s+)?migrations?\s+to\s+(?:me|us)\b", re.IGNORECASE),
        (rf"^{MIGRATING}"
        r"(?:.*\bmigrat\w*\b|alembic upgrade|.*db:migrate|flyway|prisma migrate|"
        r"(?:psql|mysql|mariadb|sqlite3|sqlcmd)\b.*\d{2,}[_-]\w+\.sql\b)")),
    (regex(
        rf"\b{NEG}\s+(?:\w+\s+){{0,2}}?(?:use|using|run|running)\s+sudo\b|\bno\s+sudo\b|\bwithout\s+sudo\b",
        re.IGNORECASE), r"^sudo\s+\S"),
    (regex(
        rf"\b{NEG}\s+(?:open|create|raise|submit|make)\w*\s+(?:an?\s+|any\s+|the\s+)?(?:PRs?|pull\s+requests?|merge\s+requests?)\b",
        re.IGNORECASE), r"^(?:gh pr create|glab mr create|hub pull-request)\b"),
    (regex(rf"\b{NEG}\s+merge\s+(?:\w+\s+){{0,3}}?(?:to|into|in)\b|\b{NEG}\s+(?:merge|merging)(?:\s+(?:the|this|any|it|that|anything|yet|now|"
        rf"today|myself|yourself)\b|\s*(?:$|[.,;:!)]))", re.IGNORECASE),
        r"^(?:git (?:-[cC] \S+ )*merge (?!--abort)|gh pr merge|glab mr merge)"),
    (regex(rf"\b{NEG}\s+(?:\w+\s+){{0,2}}?force[- ]?push\w*|\bno\s+force[- ]?push\w*", re.IGNORECASE),
        r"^git (?:\S+ )*push\b.*(?:--force\b|-f\b|\s\+)"),
    (regex(
        rf"\b{NEG}\s+(?:\w+\s+){{0,2}}?(?:create|open|switch|make)\w*\s+(?:\w+\s+){{0,2}}?branch\w*|"
        rf"\bno\s+(?:new\s+)?branch\w*", re.IGNORECASE), r"^git (?:checkout -b|switch -c|branch (?!-)\S)"),
    (regex(
        rf"\b{NEG}\s+(?:\w+\s+){{0,2}}?(?:restart|stop|kill|reboot|drop|delet\w+|truncat\w+|wip\w+)"
        rf"\s+(?:\w+\s+){{0,2}}?(?:the\s+)?(server|services?|database|db|containers?|process(?:es)?|machines?|prod\w*|pods?|"
        rf"tables?|data|volumes?)\b", re.IGNORECASE), (
        r"\b(?:systemctl (?:-\S+ )*(?:try-|reload-or-)?(?:restart|stop)|service \S+ (?:re)?(?:start|stop)|"
        r"(?:pm2|supervisorctl|brew services) (?:restart|stop|reload|delete)|"
        r"kill|pkill|docker (?:restart|stop|rm|volume rm)|"
        r"docker[- ]compose (?:down|restart|stop)|kubectl (?:\S+ )*(?:delete|rollout restart)|dropdb|"
        r"DROP (?:TABLE|DATABASE)|TRUNCATE|reboot)\b"
    )),
    (
        regex(rf"\b{_NEGC}tag(?:ging|s)?\b(?!\s+(?:line|name))|{_NOC}tags?\b", re.IGNORECASE),
        (
            r"^(?:git (?:\S+ )*tag (?!-l\b|--list\b|-n\b|--contains\b)\S|gh release create|glab release create|"
            r"npm version(?!.*--no-git-tag)|hg tag)"
        ),
    ),
    *(
        (regex(
            rf"\b{NEG}\s+(?:\w+\s+){{0,2}}?(?:start|run|launch|spin\s+up|bring\s+up|boot|fire\s+up|creat|us|open|kick\s+off|build)\w*\s+"
            rf"(?:(?:any|the|a|an|new|more|further|our|my|other)\s+){{0,3}}(?:{things})\b|\bno\s+(?:new\s+|further\s+|"
            rf"running\s+)?(?:{things})\s*(?:[.,;!)]|$|please|for\s+now)",
            re.IGNORECASE), commands)
        for things, commands in _THINGS
    ),
)  # fmt: skip
