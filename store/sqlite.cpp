#include "sqlite.h"

#include <sqlite3.h>

#include <cstring>

namespace trialmine {
namespace {

/// How long a writer waits for another one.
constexpr int kBusyMilliseconds = 10'000;

Error ErrorOf(sqlite3* connection, int code) {
  const std::string message = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"locked", "another process is writing to the store (" + message + ")"};
    case SQLITE_FULL:
      return {"disk_full", "no room to write the store (" + message + ")"};
    case SQLITE_IOERR:
      return {"disk_full", "the store's disk cannot be written or read (" + message + ")"};
    case SQLITE_NOTADB:
      return {"store", "the file is not a store (" + message + ")"};
    case SQLITE_CORRUPT:
      return {"store", "the store is damaged (" + message + ")"};
    default:
      return {"store", message};
  }
}

std::string_view TextOf(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text ? std::string_view(text, static_cast<size_t>(sqlite3_value_bytes(value))) : std::string_view();
}

/// `holds(text, part)`: whether the part stands in the text, byte by byte. LIKE and instr() look at each
/// character.
void Holds(sqlite3_context* context, int, sqlite3_value** arguments) {
  const std::string_view text = TextOf(arguments[0]), part = TextOf(arguments[1]);
  sqlite3_result_int(context, ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr);
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Closer::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Result<bool> Statement::Step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    Reset();
    return false;
  }
  Error error = ErrorOf(sqlite3_db_handle(handle_.get()), code);
  Reset();
  return error;
}

Status Statement::Run() {
  for (;;) {
    Result<bool> row = Step();
    if (!row) return row.error();
    if (!*row) return {};
  }
}

void Statement::Reset() { sqlite3_reset(handle_.get()); }

int64_t Statement::Int(int column) const { return sqlite3_column_int64(handle_.get(), column); }
double Statement::Real(int column) const { return sqlite3_column_double(handle_.get(), column); }
bool Statement::IsNull(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }

std::string_view Statement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  if (!text) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string_view Statement::Bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  if (!bytes) return {};
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::optional<int64_t> Statement::MaybeInt(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Int(column);
}

void Statement::BindInt(int index, int64_t value) { sqlite3_bind_int64(handle_.get(), index, value); }
void Statement::Bind(int index, double value) { sqlite3_bind_double(handle_.get(), index, value); }
void Statement::Bind(int index, std::nullopt_t) { sqlite3_bind_null(handle_.get(), index); }

void Statement::Bind(int index, std::string_view text) {
  // A null pointer would bind NULL; an empty view is the empty string.
  sqlite3_bind_text64(handle_.get(), index, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}

void Statement::Bind(int index, Blob blob) {
  sqlite3_bind_blob64(handle_.get(), index, blob.bytes.data() ? blob.bytes.data() : "", blob.bytes.size(),
                      SQLITE_STATIC);
}

void Statement::Bind(int index, TextOrNull text) {
  if (text.text.empty()) {
    Bind(index, std::nullopt);
  } else {
    Bind(index, text.text);
  }
}

Result<Database> Database::Open(const std::string& path, Mode mode) {
  // Nobody asks SQLite how much memory it uses, and counting takes a lock for every piece.
  [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  int flags = SQLITE_OPEN_NOMUTEX;
  flags |= mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  Database database(connection);
  if (code != SQLITE_OK) return ErrorOf(connection, code);
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, kBusyMilliseconds);
  sqlite3_create_function_v2(connection, "holds", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                             nullptr, Holds, nullptr, nullptr, nullptr);
  return database;
}

Status Database::Execute(const char* sql) {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return ErrorOf(connection_.get(), code);
  return {};
}

Result<Statement*> Database::Prepare(const char* sql) {
  if (auto known = statements_.find(sql); known != statements_.end()) return &known->second;
  sqlite3_stmt* handle = nullptr;
  const int code =
      sqlite3_prepare_v3(connection_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) return ErrorOf(connection_.get(), code);
  return &statements_.emplace(sql, Statement(handle)).first->second;
}

Result<Statement> Database::PrepareOnce(const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v2(connection_.get(), sql.c_str(), -1, &handle, nullptr);
  if (code != SQLITE_OK) return ErrorOf(connection_.get(), code);
  return Statement(handle);
}

void Database::SetPatience(int milliseconds) { sqlite3_busy_timeout(connection_.get(), milliseconds); }

int64_t Database::LastId() const { return sqlite3_last_insert_rowid(connection_.get()); }
int64_t Database::Changes() const { return sqlite3_changes64(connection_.get()); }
bool Database::InTransaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

}  // namespace trialmine
