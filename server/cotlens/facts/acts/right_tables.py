"""Tables of commands that widen rights or take on another's identity: databases, clusters, clouds, forges, brokers, accounts.

`privilege` asks them after its own; each entry says what is gained and whether it is all that there is to gain.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cotlens.facts.prefilter import has_any
from cotlens.model.lazy_regex import regex

WORDS: Final = (
    "public", "owner", "createrole", "bypassrls", "replication", "session authorization", "set role", "pg_", "grantroles", "dba",
    "accountadmin", "acl ", "server role", "--as", "--token", "create token", "clusterrole", "admin", "iam", "impersonate",
    "anonymous", "allusers", "set_user_tags", "set_permissions", "kafka-acls", "authorized_keys", "ssh-copy-id", "polkit",
    "/etc/passwd", "/etc/shadow", "/etc/group", "-u 0", "chpasswd", "--uid", "crontab -u root", "dscl", "machinectl", "lxc",
    "incus", "newgrp", "ptrace_scope", "xhost", "permitrootlogin", "enablelua", "takeown", "schtasks", "psexec", "collaborators",
    "memberships", "--scopes", "auth login", "npm owner", "access grant", "a+", "o+", "go+", "1777", "kubeconfig", "mpreference",
    "collab", "rails runner", "become", "-o -u", "role:", "ask-for-approval", "allow-all", "trustpolicy", "security.privileged",
    "create role", "rolebinding", "edit role", "patch role", "--verb", "scc", "set-auth",
    "auth disable", "allow_all", "0666", "mode=", "bcdedit", "adb ", "superuser",
)  # fmt: skip


class Right(NamedTuple):
    """What a command gains."""

    what: str
    grave: bool


_TABLES: Final[tuple[tuple[re.Pattern[str], str, bool], ...]] = (
    (regex(
        r"\bGRANT\s+(?:ALL(?:\s+PRIVILEGES)?|[^;]{0,80}\b(?:INSERT|UPDATE|DELETE|"
        r"CREATE)\b[^;]{0,40})\s+ON\s+[^;]{1,120}\bTO\s+(?:PUBLIC|anon|anonymous|'?%'?|\"public\")\b|"
        r"\bGRANT\s+(?:ALL(?:\s+PRIVILEGES)?)\s+ON\s+(?:ALL\s+(?:TABLES|SEQUENCES|FUNCTIONS)|SCHEMA|DATABASE)\b|"
        r"\bGRANT\s+(?:pg_(?:read_all_data|write_all_data|execute_server_program|read_server_files|write_server_files)|DBA|SYSDBA|"
        r"postgres|rds_superuser|root)\b|"
        r"\bALTER\s+(?:ROLE|USER)\s+\S+\s+(?:WITH\s+)?(?:\w+\s+){0,2}(?:CREATEROLE|BYPASSRLS|REPLICATION|CREATEDB)\b|"
        r"\bWITH\s+GRANT\s+OPTION\b|"
        r"\bSET\s+SESSION\s+AUTHORIZATION\s+['\"]?(?:postgres|root|admin)|\bSET\s+ROLE\s+['\"]?(?:postgres|root|admin|\w*owner)|"
        r"\bGRANT\s+ROLE\s+(?:ACCOUNTADMIN|SECURITYADMIN|SYSADMIN)|"
        r"\bUSE\s+ROLE\s+ACCOUNTADMIN|\bALTER\s+SERVER\s+ROLE\s+\[?sysadmin\]?\s+ADD|\bgrantRolesToUser\([^)]{0,200}(?:root|dbOwner|"
        r"AnyDatabase|clusterAdmin)|"
        r"\bcreateUser\([^)]{0,200}role:\s*['\"](?:root|dbOwner|\w*AnyDatabase)|\bACL\s+SETUSER\b[^\n]{0,120}(?:\+@all|allcommands)|"
        r"\b(?:REASSIGN\s+OWNED|ALTER\s+\w+\s+\S+\s+OWNER\s+TO)\b|"
        r"\bDISABLE\s+ROW\s+LEVEL\s+SECURITY\b|\bNO\s+FORCE\s+ROW\s+LEVEL\s+SECURITY\b",
        re.IGNORECASE,
    ), "all rights in the database", True),
    (regex(
        r"^(?:kubectl|oc|helm|k9s) .*(?:--as[= ]\S*(?:admin|master|root)|--as-group[= ]system:masters|--kubeconfig[= ]\S*admin)|"
        r"^oc login .*-u[= ]?system:admin|"
        r"^oc adm policy add-(?:scc-to-\w+ \S*(?:privileged|anyuid)|cluster-role-to-\w+)|^(?:kubectl|oc) .*\b(?:patch|edit|create|"
        r"replace) (?:cluster)?role(?:binding)?s?\b.*(?:\*|admin|escalate|impersonate)|"
        r"^kubectl create token\b.*admin|^kubectl .*--token[= ]|^argocd account update-password .*admin|^rancher .*globalrole"
    ), "all rights in the cluster", True),
    (regex(
        r"^aws iam (?:attach-\S+|put-(?:user|role|group)-policy|add-user-to-group|create-access-key|create-login-profile|"
        r"update-assume-role-policy|create-policy-version|set-default-policy-version|update-login-profile)\b|"
        r"^aws (?:kms (?:put-key-policy|create-grant)|s3api (?:put-bucket-acl .*public|put-bucket-policy|delete-public-access-block)|"
        r"lambda add-permission .*\*|organizations )|"
        r"^gcloud .*\b(?:add-iam-policy-binding|set-iam-policy)\b|^gcloud iam (?:roles (?:create|update)|service-accounts keys create)|"
        r"^gsutil iam ch |^gsutil acl ch .*AllUsers|"
        r"^az (?:role assignment create|ad app permission admin-consent|ad group member add|keyvault set-policy|"
        r"ad sp create-for-rbac .*[Oo]wner)|"
        r"^mc (?:anonymous|policy) set (?:public|upload|download)|^mc admin (?:policy attach|user add)|^doctl .*\badmin\b|"
        r"^ibmcloud iam .*policy-create|^oci iam policy create"
    ), "rights in the cloud", True),
    (regex(
        r"^vault (?:policy write \S+ (?:-|<)|token create .*(?:root|admin)|operator generate-root|write auth/\S+ .*policies=\S*(?:root|"
        r"admin))|^consul acl (?:bootstrap|token create .*management)|"
        r"^nomad acl bootstrap|^etcdctl (?:auth disable|user grant-role \S+ root)|^rabbitmqctl (?:set_user_tags \S+ .*administrator|"
        r"set_permissions .*\.\*.*\.\*)|"
        r"^kafka-acls\S* .*--add .*(?:User:\*|--operation[= ]All)|^redis-cli .*CONFIG SET (?:requirepass|protected-mode)|"
        r"^ipa group-add-member admins|^samba-tool group addmembers .*[Aa]dmins|"
        r"^(?:net group|Add-ADGroupMember|Add-LocalGroupMember|dseditgroup|dscl)\b.*[Aa]dmin|^gitlab-rails runner|"
        r"^gitea admin user (?:create|change-password)|^grafana-cli admin reset|^kcadm\S* add-roles .*admin"
    ), "an administrator's rights", True),
    (regex(
        r"^gh auth (?:refresh|login) .*(?:-s|--scopes)[= ]\S*(?:admin|delete_repo|write:|repo\b|workflow)|^gh api .*(?:PUT|PATCH|"
        r"POST).*(?:collaborators/\S+.*permission=(?:admin|maintain|push)|memberships/\S+.*role=(?:admin|maintainer)|"
        r"actions/permissions|default_workflow_permissions)|^gh api .*(?:default_workflow_permissions=write|"
        r"can_approve_pull_request_reviews=true|permission=admin|role=admin)|"
        r"^glab api .*(?:members.*access_level=(?:40|50)|personal_access_tokens)|^npm (?:owner add|access grant read-write)|"
        r"^gh repo deploy-key add .*-w|^pypi .*\brole\b"
    ), "rights on the forge", True),
    (regex(
        r"^chmod (?:-\S+ )*(?:[ugo]*a?\+[rwX]*s|1777|[ugoa]*[oa]\+[rxX]*w[rxX]*|[ugo]*o[ugo]*[+=][rxX]*w[rxX]*|2777|4[0-7]{3}) |"
        r"^setfacl .*(?:o::?rw|other::?rw|u:\w+:rwx? /(?:etc|root|usr|var|home)\b)|"
        r"^(?:usermod|useradd) .*-o\b.*-u[= ]?0\b|^(?:passwd root|chpasswd)\b|^systemd-run .*(?:--uid[= ]?(?:0|root))|^crontab -u root|"
        r"^machinectl shell|^(?:lxc|incus) (?:config set \S+ security\.privileged[= ]true|"
        r"config device add \S+ \S+ disk source=/(?: |$)|launch .*security\.privileged=true)|^newgrp (?:docker|sudo|wheel|adm|root)|"
        r"^xhost \+(?:$| )|^sed .*PermitRootLogin|^takeown\b|^schtasks .*/ru[= ]\"?(?:SYSTEM|NT)|"
        r"^psexec\S* .*-s\b|^reg add .*EnableLUA|^Set-MpPreference .*-Disable|^bcdedit\b|^adb (?:root|remount|disable-verity)|"
        r"^ssh-copy-id .*root@|^(?:cp|install|ln) \S*(?:/bin/|bash|sh)\S* \S+ && chmod u\+s"
    ), "rights of root", True),
)  # fmt: skip
_FILES: Final = regex(
    r"^(?:/root|/home/[\w-]+|~(?!/)\w+)/\.ssh/authorized_keys$|^/etc/(?:passwd|shadow|group|gshadow|sudoers(?:\.d/\S*)?|polkit-1/\S+|"
    r"pam\.d/\S+|security/\S+|ssh/sshd_config\S*|doas\.conf|cron\.d/\S+|udev/rules\.d/\S+)$|"
    r"^/etc/kubernetes/(?:admin\.conf|manifests/\S+)$"
)
_BORROWED: Final = regex(
    r"\bcreate_?superuser\b|\bwp\s+user\s+create\b[^\n]{0,120}--role=administrator|\b(?:exec|"
    r"cp)\b[^\n]{0,200}/var/run/secrets/kubernetes\.io/serviceaccount/token|--impersonate-service-account[= ]|\bKUBECONFIG=\S*(?:admin|"
    r"/root/|/etc/(?:kubernetes|rancher))|"
    r"\b(?:GH_TOKEN|GITHUB_TOKEN|GITLAB_TOKEN|AWS_PROFILE|NPM_TOKEN)=\$?\(?[^\s;&|]{0,60}(?:admin|root|prod|owner|deploy)|"
    r"--profile[= ]\S*(?:admin|root|owner|breakglass)|--become-user[= ]root"
)
"""Another's identity, put on for a call."""


def widened(line: str, code: str) -> Right | None:
    """Return the rights that a command widens, or None; `code` has what it is fed with."""
    if not has_any(code, WORDS):
        return None
    return next((Right(what, grave) for pattern, what, grave in _TABLES if pattern.search(code)), None)


def writes_rights(targets: tuple[str, ...]) -> str:
    """Return the file by which the system knows whom to let in, if it is among these, or ''."""
    return next((t for t in targets if _FILES.search(t)), "")


def borrowed(text: str) -> str:
    """Return the words by which a call takes on another's identity, or ''."""
    found = _BORROWED.search(text[:20_000])
    return found[0] if found is not None else ""
