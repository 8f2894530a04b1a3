//! TLS to a PostgreSQL server, with its certificate and host name checked.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore, crypto};
use std::path::Path;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Connections that trust the authorities of a file, or the usual ones.
///
/// # Errors
/// A sentence, when the file holds none.
pub(crate) fn checked(file: Option<&Path>) -> Result<MakeRustlsConnect, String> {
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| "this machine's TLS cannot be used".to_owned())?
        .with_root_certificates(authorities(file)?)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn authorities(file: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let Some(file) = file else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    };
    let shown = file.display();
    let pem =
        std::fs::read(file).map_err(|cause| format!("`authorities`: {shown} cannot be read: {cause}"))?;
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let added = certificate.ok().and_then(|certificate| roots.add(certificate).ok());
        added.ok_or_else(|| format!("`authorities`: {shown} is not a file of certificates in PEM"))?;
    }
    if roots.is_empty() { Err(format!("`authorities`: {shown} holds no certificate")) } else { Ok(roots) }
}
