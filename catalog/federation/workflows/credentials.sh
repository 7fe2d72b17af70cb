#!/bin/sh
# Runs a command with the credentials of an AWS role, for which it exchanges the OIDC token of this CI run.
#
#   sh slipway-credentials.sh <command> [argument...]
#
# Variables: SLIPWAY_ISSUER (github, gitlab, circleci or entra), SLIPWAY_AUDIENCE, SLIPWAY_ROLE_ARN, AWS_REGION;
# SLIPWAY_SECONDS (default 3600) and SLIPWAY_SESSION (default slipway) when wanted.
# Token and credentials are never printed or written to a file, and stand in no argument, which every process of the
# machine could read; only the command has the credentials. Exit code: the command's, or 3 when nothing was run.
set -eu
set +x
# Were one of them exported already, its new value would go to every process that is started here.
unset value token answer key secret session_token

fail() {
  printf 'slipway-credentials: %s\n' "$1" >&2
  exit 3
}

missing=
for name in SLIPWAY_ISSUER SLIPWAY_AUDIENCE SLIPWAY_ROLE_ARN AWS_REGION; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || missing="$missing $name"
done
[ -z "$missing" ] || fail "set the variables$missing"
[ $# -gt 0 ] || fail 'name a command'

# What is put into a request must not end the place it is put into.
plain() {
  case $2 in
    '' | *[!A-Za-z0-9._:/@+=,-]*) fail "$1 has characters that it cannot have" ;;
  esac
}
plain SLIPWAY_AUDIENCE "$SLIPWAY_AUDIENCE"
plain SLIPWAY_ROLE_ARN "$SLIPWAY_ROLE_ARN"
plain AWS_REGION "$AWS_REGION"
seconds=${SLIPWAY_SECONDS:-3600}
plain SLIPWAY_SECONDS "$seconds"
session=$(printf %s "${SLIPWAY_SESSION:-slipway}" | tr -c 'A-Za-z0-9_=,.@-' '-' | cut -c 1-64)

# Plain HTTP stays on this machine, or goes to the metadata service of the machine's host.
protocols() {
  case $1 in
    *[\"\\]*) fail "$2 is not an address" ;;
    https://*) printf '=https' ;;
    http://127.0.0.1:* | http://169.254.169.254/*) printf '=http' ;;
    *) fail "$2 must begin with https://" ;;
  esac
}

# Reads curl's options on standard input; prints the answer and then, on a line of its own, the HTTP status.
request() {
  curl --silent --show-error --globoff --max-time 30 --retry 2 --write-out '\n%{http_code}\n' --proto "$1" --config -
}
status() { printf '%s\n' "$answer" | tail -n 1; }

github_token() {
  url=${ACTIONS_ID_TOKEN_REQUEST_URL:-}
  [ -n "$url" ] && [ -n "${ACTIONS_ID_TOKEN_REQUEST_TOKEN:-}" ] ||
    fail 'the job may not ask for a token: give it the permission id-token: write (pull requests from forks never have it)'
  protocol=$(protocols "$url" ACTIONS_ID_TOKEN_REQUEST_URL)
  plain ACTIONS_ID_TOKEN_REQUEST_TOKEN "$ACTIONS_ID_TOKEN_REQUEST_TOKEN"
  answer=$(
    printf 'url = "%s&audience=%s"\nheader = "Authorization: Bearer %s"\n' \
      "$url" "$SLIPWAY_AUDIENCE" "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" | request "$protocol"
  ) || fail 'GitHub does not answer; run the job again'
  [ "$(status)" = 200 ] || fail "GitHub gave no token: HTTP status $(status)"
  token=$(printf '%s' "$answer" | tr -d '\n' | sed -n 's/.*"value" *: *"\([^"]*\)".*/\1/p')
}

# Managed identity of this machine, by its metadata service.
entra_token() {
  url=${AZURE_POD_IDENTITY_AUTHORITY_HOST:-http://169.254.169.254}/metadata/identity/oauth2/token
  protocol=$(protocols "$url" AZURE_POD_IDENTITY_AUTHORITY_HOST)
  answer=$(
    printf 'url = "%s"\nget\nnoproxy = "*"\nheader = "Metadata: true"\ndata-urlencode = "%s"\ndata-urlencode = "%s"\n' \
      "$url" 'api-version=2018-02-01' "resource=$SLIPWAY_AUDIENCE" | request "$protocol"
  ) || fail 'the metadata service does not answer: this job must run on an agent with the managed identity'
  [ "$(status)" = 200 ] || fail "the metadata service gave no token: HTTP status $(status)"
  token=$(printf '%s' "$answer" | tr -d '\n' | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
}

case $SLIPWAY_ISSUER in
  github) github_token ;;
  entra) entra_token ;;
  gitlab)
    token=${SLIPWAY_ID_TOKEN:-}
    [ -n "$token" ] || fail 'SLIPWAY_ID_TOKEN is empty: name it in the id_tokens of the job'
    ;;
  circleci)
    token=${CIRCLE_OIDC_TOKEN_V2:-}
    [ -n "$token" ] || fail 'CIRCLE_OIDC_TOKEN_V2 is empty: CircleCI gives no token to builds of forks'
    ;;
  *) fail 'SLIPWAY_ISSUER must be github, gitlab, circleci or entra' ;;
esac

# A JSON Web Token: three parts of base64url.
case $token in
  '' | *[!A-Za-z0-9._-]*) fail 'the answer holds no token' ;;
  *.*.*.*) fail 'the answer holds no token' ;;
  *?.?*.?*) ;;
  *) fail 'the answer holds no token' ;;
esac

# Who the token says the run is; for the message of a refusal only. The signature is not shown.
claim() {
  part=$(printf '%s' "$token" | cut -d . -f 2 | tr '_-' '/+')
  case $((${#part} % 4)) in
    2) part="$part==" ;;
    3) part="$part=" ;;
  esac
  printf '%s' "$part" | base64 -d 2>/dev/null | tr -d '\n' |
    sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | tr -cd 'A-Za-z0-9._:/@{} -' | cut -c 1-300
}

case $AWS_REGION in
  cn-*) domain=amazonaws.com.cn ;;
  *) domain=amazonaws.com ;;
esac
endpoint=${AWS_ENDPOINT_URL_STS:-https://sts.$AWS_REGION.$domain}
protocol=$(protocols "$endpoint" AWS_ENDPOINT_URL_STS)
answer=$(
  {
    printf 'url = "%s/"\nheader = "Accept: text/xml"\n' "${endpoint%/}"
    for field in Action=AssumeRoleWithWebIdentity Version=2011-06-15 "RoleArn=$SLIPWAY_ROLE_ARN" \
      "RoleSessionName=$session" "DurationSeconds=$seconds" "WebIdentityToken=$token"; do
      printf 'data-urlencode = "%s"\n' "$field"
    done
  } | request "$protocol"
) || fail "STS does not answer in $AWS_REGION; run the job again"

element() { printf '%s' "$answer" | tr -d '\n' | sed -n "s:.*<$1>\([^<]*\)</$1>.*:\1:p"; }

if [ "$(status)" != 200 ]; then
  reason=$(element Code | tr -cd 'A-Za-z0-9.' | cut -c 1-60)
  fail "STS refused $SLIPWAY_ROLE_ARN: ${reason:-HTTP status $(status)}. The run is $(claim sub), of $(claim iss), for the audience $SLIPWAY_AUDIENCE: the role's trust must name exactly these"
fi
key=$(element AccessKeyId)
secret=$(element SecretAccessKey)
session_token=$(element SessionToken)
for value in "$key" "$secret" "$session_token"; do
  case $value in
    '' | *[!A-Za-z0-9+/=_-]*) fail 'the answer of STS holds no credentials' ;;
  esac
done

# The command can act as the role, and no longer ask for other tokens.
unset ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL SLIPWAY_ID_TOKEN CIRCLE_OIDC_TOKEN CIRCLE_OIDC_TOKEN_V2
unset AWS_PROFILE
AWS_ACCESS_KEY_ID=$key
AWS_SECRET_ACCESS_KEY=$secret
AWS_SESSION_TOKEN=$session_token
AWS_DEFAULT_REGION=$AWS_REGION
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION
exec "$@"
