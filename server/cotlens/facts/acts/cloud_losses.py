"""Commands of clouds, clusters, stores and hosting services that take something with state away, wherever their options stand.

Read by words: the program, the word that acts, and what it needs beside it. Code that calls the same services is read here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.fact import Destruction, Loss, Script, SimpleCommand
from cotlens.model.lazy_regex import regex

_GONE: Final = frozenset(("delete", "remove", "rm", "destroy", "terminate", "purge", "del", "uninstall"))
_PLAIN_LIST: Final = """
    kubectl=delete,drain oc=delete kubecolor=delete helm=uninstall,delete,un,del helmfile=destroy,delete flux=delete,uninstall
    argocd=delete,delete-resource istioctl=uninstall linkerd=uninstall cilium=uninstall kops=delete eksctl=delete k3d=delete kind=delete
    minikube=delete microk8s=reset talosctl=reset kubeadm=reset rke=remove colima=delete multipass=delete,purge vagrant=destroy
    terraform=destroy,taint tofu=destroy,taint terragrunt=destroy,run-all cdktf=destroy cdk=destroy pulumi=destroy sam=delete
    serverless=remove sls=remove eb=terminate amplify=delete copilot=delete bosh=delete-deployment,delete-vm packer=delete doctl=*
    hcloud=* linode-cli=* scw=* oci=* ibmcloud=* vultr-cli=* upctl=* exo=* civo=* openstack=delete,purge nova=delete
    cf=delete,delete-service flyctl=destroy,delete,rm fly=destroy,delete,rm vercel=rm,remove,delete netlify=sites:delete,delete
    railway=down,delete,remove render=delete wrangler=delete,rm,purge surge=teardown
    firebase=firestore:delete,hosting:disable,functions:delete,database:remove supabase=delete,reset pscale=delete neonctl=delete,reset
    turso=destroy,delete upstash=delete atlas=delete mongocli=delete convex=delete
    heroku=apps:destroy,pg:reset,addons:destroy,pipelines:destroy,domains:clear,redis:reset
    dokku=apps:destroy,postgres:destroy,redis:destroy rabbitmqctl=delete_queue,purge_queue,reset,force_reset,delete_vhost,delete_user
    rabbitmqadmin=delete,purge rpk=delete,trim-prefix nats=purge,rm,delete kafka-delete-records=*
    pulsar-admin=delete,delete-partitioned-topic,clear-backlog mosquitto_ctrl=deleteClient vault=delete,destroy consul=delete
    etcdctl=del nomad=purge,stop zkcli=deleteall mc=rb s3cmd=rb b2=delete-bucket,rm rclone=purge,delete gsutil=rb bq=rm ossutil=rm
    azcopy=remove,rm velero=delete borg=delete,prune restic=forget,prune duplicity=remove-all-but-n-full,remove-older-than
    pgbackrest=expire,stanza-delete virsh=undefine,destroy,vol-delete lxc=delete incus=delete qm=destroy pct=destroy prlctl=delete
    VBoxManage=unregistervm govc=vm.destroy influx=delete clickhouse-backup=delete cbq=delete meilisearch=delete typesense=delete
"""
_PLAIN: Final = {
    k: _GONE if v == "*" else frozenset(v.split(",")) for k, v in (x.split("=") for x in _PLAIN_LIST.split())
}
"""The words by which a program takes away, among the first that are no options."""
_SMALL: Final = {"bq": regex(r"\brm\b.*(?<!\S)-\w*r|--recursive")}
"""A table more or less is everyday work there."""
_HARMLESS: Final = frozenset(
    ("list", "get", "show", "describe", "status", "view", "create", "plan", "logs", "help", "diff", "cache")
)
_AWS: Final = regex(r"(?:delete|terminate|purge|deregister)-[\w-]{2,60}$")
_AWS_SMALL: Final = regex(r"delete-(?:tags|message)\b")
"""Everyday work there."""
_WITH_OPTIONS: Final = frozenset((
    "kubectl", "oc", "terraform", "tofu", "terragrunt", "pulumi", "aws", "gcloud", "az", "gsutil", "mc", "s3cmd", "ossutil", "heroku",
    "docker", "cqlsh", "vault",
))  # fmt: skip
_MORE: Final = regex(
    # What a word takes away only together with an option.
    r"^(?:kubectl|oc) .*\breplace\b.*(?<!\S)--force\b|^(?:kubectl|oc) .*(?<!\S)--force\b.*\breplace\b|^(?:kubectl|"
    r"oc) .*\bapply\b.*(?<!\S)--prune\b|"
    r"^(?:kubectl|oc) .*\bscale\b.*(?:--replicas[= ]0\b)|^(?:kubectl|oc) .*\bpatch\b.*\"finalizers\" ?: ?(?:null|\[\])|"
    r"^(?:terraform|tofu|terragrunt) .*\bapply\b.*(?<!\S)--?(?:replace|destroy)\b|^(?:terraform|tofu|terragrunt) .*\b(?:state rm|"
    r"workspace delete)\b|"
    r"^pulumi .*(?:\bstack rm\b|\bup\b.*--replace\b|\bstate delete\b)|"
    r"^aws .*\b(?:s3 (?:rm .*--recursive|rm .*--include|rb|sync .*--delete)|--desired-(?:count|capacity)[= ]0)\b|"
    r"^(?:gcloud|az) .*\b(?:delete|purge|delete-batch|reset)\b|^gcloud storage (?:rm .*-r|buckets delete)|^gsutil (?:-\w+ )*(?:rm .*-r|"
    r"rm -r|rsync .*-d)\b|"
    r"^(?:mc|s3cmd|ossutil) .*\b(?:rm|del)\b.*(?:-r\b|--recursive|--force)|^kafka-\S+ .*--(?:delete|reset-offsets .*--execute)\b|"
    r"^heroku .*\bps:scale\b.*=0\b|^docker stack rm\b|^docker service (?:rm|scale .*=0)\b|^cqlsh .*\b(?:DROP|TRUNCATE)\b|"
    r"^vault .*\b(?:secrets disable|lease revoke .*-prefix)\b"
)

_SDK: Final = regex(
    # A store emptied or removed through a library: objects of a bucket, a stack, a queue, an index, an instance.
    r"\.(?:objects|object_versions|multipart_uploads)(?:\.(?:all\(\)|filter\([^)\n]{0,80}\)))?\.delete\(|"
    r"\.(?:delete_(?:bucket|stack|table|db_instance|db_cluster|cluster|queue|topic|stream|function|log_group|repository|namespace\w*|"
    r"secret|hosted_zone|"
    r"user_pool|file_system|volume|snapshot|domain|index|collection|database|blob|container|instance|keyspace|dataset|project)|"
    r"terminate_instances|purge_queue|"
    r"drop_(?:database|collection)|flush(?:all|db)|dropDatabase|indices\.delete|delete_by_query|queue_(?:delete|purge)|"
    r"delete_collection_namespaced_\w+)\(|"
    r"\bnew\s+(?:Delete(?:Bucket|Objects|Stack|Table|DBInstance|DBCluster|Cluster|Queue|Topic|Stream|Function|LogGroup|Repository|"
    r"Secret|UserPool|HostedZone)|"
    r"TerminateInstances|PurgeQueue)Command\(|\.(?:DeleteBucket|DeleteStack|DeleteTable|DeleteDBInstance|TerminateInstances|PurgeQueue|"
    r"DropDatabase|"
    r"FlushAll|FlushDB|DeleteTopics?)(?:Async)?\(|\b[Bb]uckets?(?:\([^)\n]{0,80}\))?\.(?:delete|deleteFiles|delete_blobs|delete!|clear!)\("
)
_SDK_MAKES: Final = regex(
    r"\b[Cc]reate_?(?:[Bb]ucket|[Ss]tack|[Tt]able|[Qq]ueue|[Tt]opic|[Ii]ndex|[Cc]luster|[Dd]atabase|[Cc]ollection|[Nn]amespace)|"
    r"\bmoto\b|mock_aws|localhost|127\.0\.0\.1"
)
_LITERAL: Final = regex(r"[\"'`]([\w.:/-]{3,120})[\"'`]")
_LONGEST: Final = 64 * 1024


def takes_away(command: SimpleCommand) -> bool:
    """Tell whether a service's command line takes something with state away."""
    program, argv = command.program, command.argv
    words = [a for a in argv[1:] if not a.startswith("-")]
    if program in _SMALL and not _SMALL[program].search(" ".join(argv[1:])):
        return False
    if program == "aws":
        acts = words[1] if len(words) > 1 else ""
        if any(_AWS.match(w) and not _AWS_SMALL.match(w) for w in (acts, *words[2:4])):
            return True
    verbs = _PLAIN.get(program)
    if verbs and not _HARMLESS & set(words[:2]) and verbs & set(words[:5]):
        return True
    if program not in _WITH_OPTIONS and not program.startswith("kafka-"):
        return False
    return _MORE.search(" ".join((program, *argv[1:]))[:2000]) is not None


def through_service(script: Script) -> Iterator[Destruction]:
    """Yield what code takes away from a service; code that makes such a thing itself, or talks to itself, is a trial."""
    code = script.code[:_LONGEST]
    match = _SDK.search(code)
    if match is None or _SDK_MAKES.search(code):
        return
    if match[0].startswith(".objects") and not re.search(r"\bboto3\b|\bBucket\(", code):
        # A model's rows are called objects, too, and are another module's matter.
        return
    named = tuple(dict.fromkeys(m[1] for m in _LITERAL.finditer(code)))[:8]
    what = " ".join(code[max(0, match.start() - 30) : match.end()].split())[-90:]
    kind = Loss.DATABASE if re.search(r"drop|flush|by_query|indices", match[0], re.IGNORECASE) else Loss.CLOUD
    yield Destruction(kind, f"{what}) ({script.language})", named, script.command, grave=True)
