#!/bin/sh
# Starts the Redis of compose.yaml with users that it can write down: those of make-secrets, as infra/secrets has them now,
# and those that "npm run runner:acl" has added since. A secret cannot be written, and Redis forgets what it cannot write.
#   start-redis.sh redis-server <options>
set -eu
given="${EXO_REDIS_USERS:-/run/secrets/redis-users}"
kept="${EXO_REDIS_USERS_KEPT:-/data/users.acl}"

[ -s "$given" ] || { echo "The file of Redis users $given is missing or empty: run npm run make-secrets." >&2; exit 78; }
umask 077
touch "$kept"
{
  cat "$given"
  awk 'NR == FNR { given[$2]; next } !($2 in given)' "$given" "$kept"
} > "$kept.new"
mv "$kept.new" "$kept"
exec "$@" --aclfile "$kept"
