"""Commands that destroy, and commands that only look like it."""

from __future__ import annotations

import pytest

from cotlens.facts.acts.destruction import destructions_of
from cotlens.facts.acts.git_losses import git_losses_of
from cotlens.facts.commands.scripts import scripts_of
from cotlens.facts.commands.shell import parse_shell
from cotlens.model.fact import Loss

LOSSES = [
    ("rm -rf src", [(Loss.FILES, ("/w/src",))]),
    ("rm notes.txt", [(Loss.FILES, ("/w/notes.txt",))]),
    ("find . -name '*.log' -delete", [(Loss.FILES, ("/w",))]),
    ("python - <<'PY'\nimport shutil\nt = 'media'\nshutil.rmtree(t)\nPY", [(Loss.FILES, ("/w/media",))]),
    ("redis-cli -h c flushall", [(Loss.DATABASE, ("-h", "c", "flushall"))]),
    ("psql x -c 'DROP TABLE users'", [(Loss.DATABASE, ("users", "x", "-c", "DROP TABLE users"))]),
    ("kill -9 1234", [(Loss.PROCESS, ("1234",))]),
    ("terraform destroy -auto-approve", [(Loss.CLOUD, ("destroy",))]),
    ("mkfs.ext4 /dev/sdb1", [(Loss.DEVICE, ("/dev/sdb1",))]),
    ("docker compose down -v", [(Loss.CONTAINER, ("compose", "down"))]),
    ("git reset --hard HEAD~1", [(Loss.WORK_TREE, ())]),
    ("git checkout -- a.py", [(Loss.WORK_TREE, ("/w/a.py",))]),
    ("git restore --source=HEAD --worktree src/", [(Loss.WORK_TREE, ("/w/src",))]),
    ("git stash drop", [(Loss.STASH, ())]),
    ("git branch -D old", [(Loss.BRANCH, ("old",))]),
    ("git push -f origin main", [(Loss.REMOTE, ("main",))]),
    ("git push origin +main", [(Loss.REMOTE, ("main",))]),
    ("git -C sub clean -fdx", [(Loss.WORK_TREE, ())]),
    ("git branch -f main HEAD~3", [(Loss.BRANCH, ("main",))]),
    ("hg update -C .", [(Loss.WORK_TREE, ())]),
    ("gh api -X DELETE repos/a/b/git/refs/heads/x", [(Loss.REMOTE, ("x",))]),
    (": > data/orders.csv", [(Loss.FILES, ("/w/data/orders.csv",))]),
    ("docker stop shared-db", [(Loss.CONTAINER, ("stop", "shared-db"))]),
    ("kubectl scale deploy/api --replicas=0", [(Loss.CLOUD, ("scale", "deploy/api"))]),
    (
        "python -c \"import glob, os\nfor f in glob.glob('/data/*.csv'): os.remove(f)\"",
        [(Loss.FILES, ("/data/*.csv",))],
    ),
    (
        "bin/rails runner 'Invoice.delete_all'",
        [(Loss.DATABASE, ("Invoice",))],
    ),
    ("python manage.py shell -c 'Order.objects.all().delete()'", [(Loss.DATABASE, ("Order",))]),
    ("php artisan tinker --execute 'User::truncate()'", [(Loss.DATABASE, ("User",))]),
    ("git reflog expire --expire=now --all", [(Loss.COMMITS, ())]),
]


@pytest.mark.parametrize(("string", "expected"), LOSSES, ids=[x[0][:40] for x in LOSSES])
def test_losses(string: str, expected: list[tuple[Loss, tuple[str, ...]]]) -> None:
    commands = parse_shell(string, "/w")
    found = (*destructions_of(commands, scripts_of(commands)), *git_losses_of(commands))
    assert [(d.loss, d.targets) for d in found] == expected


@pytest.mark.parametrize(
    "string",
    [
        "echo 'rm -rf /'",
        "grep -rn 'DROP TABLE' .",
        "cat > x.sql <<'E'\nDROP TABLE users;\nE",
        "git push origin main",
        "git checkout main",
        "git checkout -b new",
        "git restore --staged a.py",
        "git clean -nd",
        "git stash",
        "git branch -d merged",
        "git commit -m 'git reset --hard explained'",
        "terraform plan -destroy",
        "kill -0 1234",
        "kubectl delete pod x --dry-run=client",
        "psql x -c 'delete from badges where id = 1'",
        "psql x -c 'alter table t drop column c'",
        "rsync -a a/ b/",
        "git log --oneline -n 2",
        "bin/rails runner 'Invoice.where(paid: nil).delete_all'",
        "python manage.py shell -c 'Order.objects.filter(id=3).delete()'",
    ],
)
def test_harmless(string: str) -> None:
    commands = parse_shell(string, "/w")
    assert (*destructions_of(commands, scripts_of(commands)), *git_losses_of(commands)) == ()
