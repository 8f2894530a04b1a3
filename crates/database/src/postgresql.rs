//! PostgreSQL: plain on this machine, checked TLS to any other.

use crate::{Arg, DatabaseError, Row};
use postgres::config::Host;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, GenericClient, NoTls, Statement};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::collections::HashMap;
use std::error::Error;
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

pub(crate) fn connect(address: &str, authority: Option<&Path>) -> Result<Connection, DatabaseError> {
    let client = client(address, authority)?;
    Ok(Connection { client, prepared: Prepared::new() })
}

fn client(address: &str, authority: Option<&Path>) -> Result<Client, DatabaseError> {
    let config = Config::from_str(address).map_err(|cause| {
        DatabaseError::Unreachable(format!("the PostgreSQL address is not well formed: {cause}"))
    })?;
    let reach = |cause: postgres::Error| DatabaseError::Unreachable(reason(&cause));
    if config.get_hosts().iter().all(on_this_machine) {
        return config.connect(NoTls).map_err(reach);
    }
    let authority = authority.ok_or_else(|| {
        DatabaseError::Unreachable(
            "a PostgreSQL server on another machine needs `authority`, the file of the certificate authority that signs its certificate".to_owned(),
        )
    })?;
    let mut config = config;
    config.ssl_mode(postgres::config::SslMode::Require);
    config.connect(tls(authority)?).map_err(reach)
}

/// An open connection with the statements that it has prepared: preparing anew would double the way to the server.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) prepared: Prepared,
}

/// Prepared statements by their text.
pub(crate) type Prepared = HashMap<String, Statement>;

pub(crate) fn rows(
    client: &mut impl GenericClient,
    prepared: &mut Prepared,
    sql: &str,
    args: &[Arg],
) -> Result<Vec<Row>, DatabaseError> {
    let sql = &ready(client, prepared, sql)?;
    let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
    let found = client.query(sql, &args).map_err(refused)?;
    found
        .iter()
        .map(|row| (0..row.len()).map(|at| cell(row, at)).collect::<Result<_, _>>().map(Row))
        .collect()
}

pub(crate) fn each<E: From<DatabaseError>>(
    client: &mut impl GenericClient,
    prepared: &mut Prepared,
    sql: &str,
    args: &[Arg],
    take: &mut dyn FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    let sql = &ready(client, prepared, sql)?;
    let mut found = client.query_raw(sql, args).map_err(refused)?;
    while let Some(row) = found.next().map_err(refused)? {
        take(&Row((0..row.len()).map(|at| cell(&row, at)).collect::<Result<_, _>>()?))?;
    }
    Ok(())
}

pub(crate) fn run(
    client: &mut impl GenericClient,
    prepared: &mut Prepared,
    sql: &str,
    args: &[Arg],
) -> Result<u64, DatabaseError> {
    let sql = &ready(client, prepared, sql)?;
    let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
    client.execute(sql, &args).map_err(refused)
}

fn ready(
    client: &mut impl GenericClient,
    prepared: &mut Prepared,
    sql: &str,
) -> Result<Statement, DatabaseError> {
    if let Some(known) = prepared.get(sql) {
        return Ok(known.clone());
    }
    let made = client.prepare(sql).map_err(refused)?;
    prepared.insert(sql.to_owned(), made.clone());
    Ok(made)
}

pub(crate) fn refused(cause: postgres::Error) -> DatabaseError {
    if cause.code() == Some(&SqlState::UNIQUE_VIOLATION) {
        return DatabaseError::Duplicate;
    }
    if cause.is_closed() {
        return DatabaseError::Unreachable("the connection was closed".to_owned());
    }
    DatabaseError::Refused(reason(&cause))
}

/// The server's message without its detail line, which can quote a row.
fn reason(cause: &postgres::Error) -> String {
    match (cause.as_db_error(), cause.source()) {
        (Some(error), _) => error.message().to_owned(),
        (None, Some(source)) => source.to_string(),
        (None, None) => cause.to_string(),
    }
}

fn on_this_machine(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

fn tls(authority: &Path) -> Result<tokio_postgres_rustls::MakeRustlsConnect, DatabaseError> {
    let fail = |what: String| {
        DatabaseError::Unreachable(format!("the certificate authority file `{}` {what}", authority.display()))
    };
    let mut roots = rustls::RootCertStore::empty();
    let found = CertificateDer::pem_file_iter(authority)
        .map_err(|cause| fail(format!("cannot be read ({cause})")))?;
    for certificate in found {
        let certificate =
            certificate.map_err(|cause| fail(format!("holds a broken certificate ({cause})")))?;
        roots
            .add(certificate)
            .map_err(|cause| fail(format!("holds a certificate that is no authority ({cause})")))?;
    }
    let config =
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|cause| fail(cause.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}

fn cell(row: &postgres::Row, at: usize) -> Result<Arg, DatabaseError> {
    let unfit = |_| DatabaseError::Corrupt("a column has a type that no migration gives it");
    Ok(match *row.columns()[at].type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map_err(unfit)?.into(),
        Type::INT4 => row.try_get::<_, Option<i32>>(at).map_err(unfit)?.map(i64::from).into(),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at).map_err(unfit)?.into(),
        Type::BOOL => row.try_get::<_, Option<bool>>(at).map_err(unfit)?.into(),
        _ => row.try_get::<_, Option<String>>(at).map_err(unfit)?.into(),
    })
}

impl ToSql for Arg {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Arg::Null => Ok(IsNull::Yes),
            Arg::Int(value) if *kind == Type::INT4 => i32::try_from(*value)?.to_sql(kind, out),
            Arg::Int(value) => value.to_sql(kind, out),
            Arg::Text(text) => text.to_sql(kind, out),
            Arg::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
