//! An agency's PostgreSQL database. Every connection has a thread of its own, so that a server that falls silent can be left.

use crate::sql::settings::PostgresSettings;
use crate::sql::store::{Cell, Dialect, Param, Session, SqlFault, Store, Work};
use crate::sql::tls::checked;
use postgres::config::SslMode;
use postgres::error::SqlState;
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Connections that wait for the next question.
const IDLE: usize = 4;

/// One database.
pub(crate) struct Postgres {
    settings: PostgresSettings,
    idle: Mutex<Vec<Line>>,
}

/// The line to a thread that holds a connection.
struct Line {
    ask: Sender<Question>,
    answers: Receiver<Result<Reply, SqlFault>>,
}

enum Question {
    Begin { milliseconds: u128 },
    Columns(String),
    Rows(String, Vec<Param>),
    End,
}

enum Reply {
    Done,
    Columns(Vec<(String, String)>),
    Rows(Vec<Vec<Cell>>),
}

struct Picture<'l> {
    line: &'l Line,
    end: Instant,
}

impl Postgres {
    pub(crate) fn new(settings: PostgresSettings) -> Postgres {
        Postgres { settings, idle: Mutex::new(Vec::new()) }
    }

    fn run(&self, line: &Line, end: Instant, work: &mut Work) -> Result<(), SqlFault> {
        let mut picture = Picture { line, end };
        let milliseconds = end.saturating_duration_since(Instant::now()).as_millis().max(1);
        picture.ask(Question::Begin { milliseconds })?;
        let done = work(&mut picture);
        picture.ask(Question::End)?;
        done
    }

    fn connect(&self, end: Instant) -> Result<Line, SqlFault> {
        let left = end.saturating_duration_since(Instant::now()).min(self.settings.connect_within);
        let (ask, questions) = channel();
        let (reply, answers) = channel();
        let settings = self.settings.clone();
        let serve = move || {
            let opened = open(&settings, left);
            let (client, first) = match opened {
                Ok(client) => (Some(client), Ok(Reply::Done)),
                Err(fault) => (None, Err(fault)),
            };
            if reply.send(first).is_ok()
                && let Some(client) = client
            {
                serve(client, &questions, &reply);
            }
        };
        std::thread::Builder::new()
            .name("source-postgres".to_owned())
            .spawn(serve)
            .map_err(|_| SqlFault::Down("this machine has no thread left".to_owned()))?;
        let line = Line { ask, answers };
        Picture { line: &line, end }.wait()?;
        Ok(line)
    }
}

impl Store for Postgres {
    fn read(&self, within: Duration, work: &mut Work) -> Result<(), SqlFault> {
        let end = Instant::now() + within;
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(line) = kept {
            // A connection that waited may be gone; then a new one is tried.
            let mut picture = Picture { line: &line, end };
            let milliseconds = within.as_millis().max(1);
            if picture.ask(Question::Begin { milliseconds }).is_ok() && picture.ask(Question::End).is_ok() {
                return self.on(line, end, work);
            }
        }
        let line = self.connect(end)?;
        self.on(line, end, work)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }
}

impl Postgres {
    fn on(&self, line: Line, end: Instant, work: &mut Work) -> Result<(), SqlFault> {
        let done = self.run(&line, end, work);
        if done.is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < IDLE {
                idle.push(line);
            }
        }
        done
    }
}

impl Picture<'_> {
    fn ask(&mut self, question: Question) -> Result<Reply, SqlFault> {
        let gone = |_| SqlFault::Down("the connection broke".to_owned());
        self.line.ask.send(question).map_err(gone)?;
        self.wait()
    }

    fn wait(&self) -> Result<Reply, SqlFault> {
        match self.line.answers.recv_timeout(self.end.saturating_duration_since(Instant::now())) {
            Ok(reply) => reply,
            Err(RecvTimeoutError::Timeout) => Err(SqlFault::Late),
            Err(RecvTimeoutError::Disconnected) => Err(SqlFault::Down("the connection broke".to_owned())),
        }
    }
}

impl Session for Picture<'_> {
    fn columns(&mut self, sql: &str) -> Result<Vec<(String, String)>, SqlFault> {
        match self.ask(Question::Columns(sql.to_owned()))? {
            Reply::Columns(columns) => Ok(columns),
            _ => Err(SqlFault::Down("the connection broke".to_owned())),
        }
    }

    fn rows(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Vec<Cell>>, SqlFault> {
        match self.ask(Question::Rows(sql.to_owned(), params.to_vec()))? {
            Reply::Rows(rows) => Ok(rows),
            _ => Err(SqlFault::Down("the connection broke".to_owned())),
        }
    }
}

fn serve(mut client: Client, questions: &Receiver<Question>, reply: &Sender<Result<Reply, SqlFault>>) {
    while let Ok(question) = questions.recv() {
        let answer = match question {
            Question::Begin { milliseconds } => {
                let sql = format!(
                    "begin transaction isolation level repeatable read read only; set local statement_timeout = {milliseconds}"
                );
                client.batch_execute(&sql).map(|()| Reply::Done)
            }
            Question::End => client.batch_execute("rollback").map(|()| Reply::Done),
            Question::Columns(sql) => client.prepare(&sql).map(|statement| {
                let column = |c: &postgres::Column| (c.name().to_owned(), c.type_().name().to_owned());
                Reply::Columns(statement.columns().iter().map(column).collect())
            }),
            Question::Rows(sql, params) => rows(&mut client, &sql, &params),
        };
        if reply.send(answer.map_err(|error| fault(&error))).is_err() || client.is_closed() {
            return;
        }
    }
}

fn rows(client: &mut Client, sql: &str, params: &[Param]) -> Result<Reply, postgres::Error> {
    let owned: Vec<(Box<dyn ToSql + Sync>, Type)> = params.iter().map(bound).collect();
    let typed: Vec<(&(dyn ToSql + Sync), Type)> =
        owned.iter().map(|(value, kind)| (value.as_ref(), kind.clone())).collect();
    let rows = client.query_typed(sql, &typed)?;
    let cell = |row: &postgres::Row, at| match row.try_get::<_, Option<String>>(at) {
        Ok(Some(text)) => Cell::Text(text),
        Ok(None) => Cell::Null,
        Err(_) => Cell::Bad("cannot be read as words; cast it in the query"),
    };
    Ok(Reply::Rows(rows.iter().map(|row| (0..row.len()).map(|at| cell(row, at)).collect()).collect()))
}

fn bound(param: &Param) -> (Box<dyn ToSql + Sync>, Type) {
    match param {
        Param::Text(text) => (Box::new(text.clone()), Type::TEXT),
        Param::Integer(number) => (Box::new(number.to_string()), Type::TEXT),
        Param::Real(number) => (Box::new(number.to_string()), Type::TEXT),
        Param::List(texts) => (Box::new(texts.clone()), Type::TEXT_ARRAY),
    }
}

fn open(settings: &PostgresSettings, within: Duration) -> Result<Client, SqlFault> {
    let mut config = Config::new();
    config
        .host(&settings.host)
        .port(settings.port)
        .dbname(&settings.database)
        .user(&settings.user)
        .application_name("throughline")
        .connect_timeout(within.max(Duration::from_millis(1)))
        .tcp_user_timeout(Duration::from_secs(30))
        .keepalives_idle(Duration::from_secs(30));
    if let Some(password) = &settings.password {
        config.password(password.reveal());
    }
    if is_here(&settings.host) {
        return config.ssl_mode(SslMode::Disable).connect(NoTls).map_err(|error| fault(&error));
    }
    let tls = checked(settings.authorities.as_deref()).map_err(SqlFault::Down)?;
    config.ssl_mode(SslMode::Require).connect(tls).map_err(|error| fault(&error))
}

/// This very machine, or a socket on it; nobody can read along.
fn is_here(host: &str) -> bool {
    host.starts_with('/')
        || host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn fault(error: &postgres::Error) -> SqlFault {
    if let Some(said) = error.as_db_error() {
        return match said.code() {
            code if *code == SqlState::QUERY_CANCELED => SqlFault::Late,
            code if code.code().starts_with("28") => {
                SqlFault::Down("it refused the user or the password; check both".to_owned())
            }
            code if code.code().starts_with("42") => {
                // Such messages name tables and columns, never values.
                SqlFault::Nonsense(format!("the database refuses the query: {}", said.message()))
            }
            code if ["53", "57", "08", "3D"].iter().any(|class| code.code().starts_with(class)) => {
                SqlFault::Down(format!("it does not take questions now (state {})", code.code()))
            }
            code => SqlFault::Nonsense(format!("the database stopped with state {}", code.code())),
        };
    }
    let tls = std::error::Error::source(error).is_some_and(|cause| cause.to_string().contains("certificate"));
    SqlFault::Down(if tls {
        "its certificate is not one that we trust; check `host` and `authorities`".to_owned()
    } else if error.is_closed() {
        "the connection broke".to_owned()
    } else {
        "nothing answers at its address, or not as PostgreSQL with TLS; check `host` and `port`".to_owned()
    })
}
