#!/bin/sh
# Runs once, on an empty volume: a database for each service, owned by the role that migrates it; the service's own
# role gets its rights by the migrations. Roles have no other database.
set -eu

database() {
  name=$1 owner=$2 owner_password=$3 service=$4 service_password=$5
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set name="$name" --set owner="$owner" --set owner_password="$owner_password" \
    --set service="$service" --set service_password="$service_password" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :'service', :'service_password')
  WHERE :'service' <> :'owner' \gexec
CREATE DATABASE :"name" OWNER :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"service";
\connect :"name"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO :"owner";
SQL
}

database queue queue_owner "$QUEUE_OWNER_PASSWORD" queue_service "$QUEUE_SERVICE_PASSWORD"
database visits visits_owner "$VISITS_OWNER_PASSWORD" visits_service "$VISITS_SERVICE_PASSWORD"
database notifications notifications_owner "$NOTIFICATIONS_OWNER_PASSWORD" \
  notifications_service "$NOTIFICATIONS_SERVICE_PASSWORD"
database keycloak keycloak "$KEYCLOAK_DATABASE_PASSWORD" keycloak "$KEYCLOAK_DATABASE_PASSWORD"
