//! The running server: built the same way by `main` and by the tests.

use crate::config::{Config, Tls};
use crate::kernel::Kernel;
use crate::kernel::backup;
use crate::kernel::http::gate;
use crate::kernel::jobs::{self, Lane};
use crate::{approvals, files, firms, meetings, notices, projects, rooms, routes, search, signin};
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpResponse, HttpServer, web};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::any::Any;
use std::fs::File;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use utoipa_actix_web::AppExt;

/// Kinds of jobs that change something here.
const JOBS: Lane = Lane {
    name: "jobs",
    handlers: &[
        ("password_reset", signin::send_reset),
        ("firm_accepted", firms::accepted),
        ("firm_updated", firms::updated),
        ("meeting_mail", meetings::invite),
        ("approval_overdue", approvals::overdue),
        ("rename_party", projects::rename_party),
        ("rename_member", projects::rename_member),
    ],
    tidy: jobs::forget_keys,
};

/// A server that serves.
pub struct Running {
    /// Where clients connect.
    pub address: SocketAddr,
    /// Where health and metrics are served.
    pub admin_address: Option<SocketAddr>,
    /// What it holds.
    pub kernel: Arc<Kernel>,
    /// Runs until stopped.
    pub server: Server,
    admin: Option<ServerHandle>,
    stopping: Arc<AtomicBool>,
    lock: File,
}

#[allow(clippy::disallowed_methods, reason = "the admin listener is a task of the program itself")]
/// Builds a server on the configured addresses. One server per data folder.
pub fn build(config: Config) -> Result<Running, Box<dyn std::error::Error>> {
    // An error means that somebody installed the same provider before.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let lock = lock(&config)?;
    let stopping = Arc::new(AtomicBool::new(false));
    let tls = config.tls.as_ref().map(server_tls).transpose()?;
    let kernel = Kernel::open(config)?;
    jobs::start(&kernel, JOBS)?;
    jobs::start(&kernel, notices::LETTERS)?;
    jobs::start(&kernel, notices::CALLS)?;
    jobs::start(&kernel, files::SWEEPS)?;
    jobs::follow(&kernel, search::FOLLOWER)?;
    jobs::follow(&kernel, notices::FOLLOWER)?;
    kernel.hub.look_up_seen(rooms::seen_in);
    let config = &kernel.config;
    let workers = match config.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        n => n,
    };
    let data = web::Data::from(kernel.clone());
    let patience = Duration::from_secs(u64::from(config.limits.socket_write_seconds));
    let server = HttpServer::new(move || {
        let (app, _) = App::new()
            .app_data(data.clone())
            .into_utoipa_app()
            .service(utoipa_actix_web::scope(routes::BASE).configure(routes::api))
            .default_service(web::to(routes::elsewhere))
            .split_for_parts();
        app.wrap(Compress::default()).wrap(from_fn(gate))
    })
    .workers(workers)
    .tcp_nodelay(true)
    .client_request_timeout(Duration::from_secs(5))
    .client_disconnect_timeout(Duration::from_secs(2))
    .keep_alive(Duration::from_secs(75))
    .max_connections(50_000)
    .shutdown_timeout(10)
    .disable_signals()
    .on_connect(move |connection, _| give_up_after(connection, patience));
    let server = match tls {
        Some(tls) => server.bind_rustls_0_23(config.listen, tls)?,
        None => server.bind(config.listen)?,
    };
    let address = server.addrs().first().copied().ok_or("no address")?;
    let (admin, admin_address) = match config.admin_listen {
        Some(at) => {
            let (server, address) = admin(at, &kernel, &stopping)?;
            let handle = server.handle();
            actix_web::rt::spawn(server);
            (Some(handle), Some(address))
        }
        None => (None, None),
    };
    Ok(Running { address, admin_address, server: server.run(), kernel, admin, stopping, lock })
}

impl Running {
    /// What stops it from outside.
    pub fn stopper(&self) -> Stopper {
        Stopper {
            server: self.server.handle(),
            admin: self.admin.clone(),
            kernel: self.kernel.clone(),
            stopping: self.stopping.clone(),
        }
    }

    /// Serves until stopped; then every write that was taken is on disk or refused.
    pub async fn serve(self) -> std::io::Result<()> {
        self.server.await?;
        self.kernel.jobs.stop();
        self.kernel.close();
        drop(self.lock);
        Ok(())
    }
}

/// Stops a server gently.
#[derive(Clone)]
pub struct Stopper {
    server: ServerHandle,
    admin: Option<ServerHandle>,
    kernel: Arc<Kernel>,
    stopping: Arc<AtomicBool>,
}

impl Stopper {
    /// Not ready any more, sockets closed with 1012, requests answered, then gone.
    pub async fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.kernel.hub.stop();
        self.server.stop(true).await;
        if let Some(admin) = &self.admin {
            admin.stop(false).await;
        }
    }
}

/// One server per data folder: the lock goes with the process.
pub fn lock(config: &Config) -> Result<File, Box<dyn std::error::Error>> {
    std::fs::create_dir_all(&config.data)?;
    let file = File::options().create(true).truncate(false).write(true).open(config.data.join("lock"))?;
    file.try_lock().map_err(|_| format!("{} is in use by another server", config.data.display()))?;
    let marker = config.data.join(backup::MARKER);
    if let Ok(words) = std::fs::read_to_string(&marker) {
        return Err(format!("{}: {}", marker.display(), words.trim()).into());
    }
    Ok(file)
}

/// A reader that takes nothing for so long is dropped by the kernel (TCP_USER_TIMEOUT), with what it is sent.
fn give_up_after(connection: &dyn Any, patience: Duration) {
    use actix_tls::accept::rustls_0_23::TlsStream;
    use actix_web::rt::net::TcpStream;
    let plain = connection.downcast_ref::<TcpStream>();
    let tls = || connection.downcast_ref::<TlsStream<TcpStream>>().map(|stream| stream.get_ref().0);
    if let Some(stream) = plain.or_else(tls) {
        let socket = socket2::SockRef::from(stream);
        if let Err(error) = socket.set_tcp_user_timeout(Some(patience)) {
            tracing::debug!(%error, "no TCP_USER_TIMEOUT here");
        }
    }
}

fn server_tls(tls: &Tls) -> Result<rustls::ServerConfig, Box<dyn std::error::Error>> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let chain = CertificateDer::pem_file_iter(&tls.certificate)?.collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_file(&tls.key)?;
    Ok(rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key)?)
}

fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("somebody else records metrics");
            }
            handle
        })
        .clone()
}

fn admin(
    at: SocketAddr,
    kernel: &Arc<Kernel>,
    stopping: &Arc<AtomicBool>,
) -> Result<(Server, SocketAddr), Box<dyn std::error::Error>> {
    let (kernel, stopping, recorder) = (kernel.clone(), stopping.clone(), recorder());
    let server = HttpServer::new(move || {
        let (ready, metrics) = ((kernel.clone(), stopping.clone()), (kernel.clone(), recorder.clone()));
        App::new()
            .route("/healthz", web::get().to(async || HttpResponse::Ok().body("ok")))
            .route("/readyz", web::get().to(move || readiness(ready.clone())))
            .route("/metrics", web::get().to(move || measured(metrics.clone())))
    })
    .workers(1)
    .disable_signals()
    .bind(at)?;
    let address = server.addrs().first().copied().ok_or("no address")?;
    Ok((server.run(), address))
}

async fn readiness((kernel, stopping): (Arc<Kernel>, Arc<AtomicBool>)) -> HttpResponse {
    if stopping.load(Ordering::Relaxed) || !kernel.ready().await {
        HttpResponse::ServiceUnavailable().body("not ready")
    } else {
        HttpResponse::Ok().body("ready")
    }
}

async fn measured((kernel, recorder): (Arc<Kernel>, PrometheusHandle)) -> HttpResponse {
    let (lane, hub) = (kernel.lane_stats(), kernel.hub.stats());
    let mut text = recorder.render();
    for (name, help, value) in [
        ("dure_commits_total", "Commits on disk.", lane.commits),
        ("dure_commands_total", "Commands in them.", lane.commands),
        ("dure_batch_reruns_total", "Batches run again one by one.", lane.reruns),
        ("dure_sockets", "Open sockets.", hub.sockets),
        ("dure_topics", "Records that somebody follows.", hub.topics),
        ("dure_deliveries_total", "Event frames handed to sockets.", hub.deliveries),
    ] {
        let kind = if name.ends_with("_total") { "counter" } else { "gauge" };
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"));
    }
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text)
}
