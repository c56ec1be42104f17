#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "fetch/result.h"

struct sqlite3;
struct sqlite3_stmt;

// The little of SQLite that the store needs: one connection, prepared statements with typed binding, errors
// as Error. Nothing else in the program speaks to SQLite.

namespace trialmine {

/// Bytes bound as a BLOB rather than as text.
struct Blob {
  std::string_view bytes;
};

/// Text that is stored as NULL where it is empty.
struct TextOrNull {
  std::string_view text;
};

/// A prepared statement. Bound text is not copied: it must live until the statement has run.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  /// Starts over with these parameters, in order.
  template <typename... Values>
  Statement& With(const Values&... values) {
    Reset();
    [[maybe_unused]] int index = 0;
    (Bind(++index, values), ...);
    return *this;
  }

  /// Goes to the next row; false after the last one.
  Result<bool> Step();
  /// Runs to the end, dropping rows.
  Status Run();
  /// Lets go of bound values and of the read lock.
  void Reset();

  // Columns of the current row, numbered from 0. A NULL reads as 0, "" or nullopt. Text lives until the next
  // Step.
  int64_t Int(int column) const;
  double Real(int column) const;
  std::string_view Text(int column) const;
  std::string_view Bytes(int column) const;
  bool IsNull(int column) const;
  std::optional<int64_t> MaybeInt(int column) const;
  std::string String(int column) const { return std::string(Text(column)); }

  /// The columns from the first on, each into what is of its type.
  template <typename... Parts>
  void Into(Parts&... parts) const {
    int column = 0;
    (Get(column++, parts), ...);
  }

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };

  void Get(int column, std::string& text) const { text = Text(column); }
  void Get(int column, double& number) const { number = Real(column); }
  template <std::integral Integer>
  void Get(int column, Integer& number) const {
    number = static_cast<Integer>(Int(column));
  }

  template <std::integral Int>
  void Bind(int index, Int value) {
    BindInt(index, static_cast<int64_t>(value));
  }
  void Bind(int index, double value);
  void Bind(int index, std::string_view text);
  void Bind(int index, const std::string& text) { Bind(index, std::string_view(text)); }
  void Bind(int index, const char* text) { Bind(index, std::string_view(text)); }
  void Bind(int index, Blob blob);
  void Bind(int index, TextOrNull text);
  void Bind(int index, std::nullopt_t);
  template <typename T>
  void Bind(int index, const std::optional<T>& value) {
    if (value) {
      Bind(index, *value);
    } else {
      Bind(index, std::nullopt);
    }
  }
  void BindInt(int index, int64_t value);

  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

/// The first row of a query; lets go of the statement at the end of its life. False where there is no row.
class Row {
 public:
  explicit Row(Statement* statement) : statement_(statement) {}
  Row(Row&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Row& operator=(Row&&) = delete;
  ~Row() {
    if (statement_) statement_->Reset();
  }
  explicit operator bool() const { return statement_ != nullptr; }
  const Statement* operator->() const { return statement_; }
  const Statement& operator*() const { return *statement_; }

 private:
  Statement* statement_;
};

/// One connection. Its SQL also has `holds(text, part)`.
class Database {
 public:
  enum class Mode : uint8_t { kReadWrite, kReadOnly };
  static Result<Database> Open(const std::string& path, Mode mode);

  /// Runs SQL without parameters, which must come from the program itself.
  Status Execute(const char* sql);
  /// The statement for this SQL, prepared once. `sql` must be a literal: it is known by its address.
  Result<Statement*> Prepare(const char* sql);
  /// A statement put together for one use, from pieces of the program itself. What comes from outside is
  /// bound.
  Result<Statement> PrepareOnce(const std::string& sql);
  /// Prepares and runs to the end.
  template <typename... Values>
  Status Run(const char* sql, const Values&... values) {
    Result<Statement*> statement = Prepare(sql);
    if (!statement) return statement.error();
    return (*statement)->With(values...).Run();
  }
  /// Prepares, binds and goes to the first row.
  template <typename... Values>
  Result<Row> First(const char* sql, const Values&... values) {
    Result<Statement*> statement = Prepare(sql);
    if (!statement) return statement.error();
    Result<bool> row = (*statement)->With(values...).Step();
    if (!row) return row.error();
    return Row(*row ? *statement : nullptr);
  }
  /// Prepares, binds and gives every row to `each`, which must not use the same SQL again.
  template <typename Each, typename... Values>
  Status ForEach(const char* sql, Each&& each, const Values&... values) {
    Result<Statement*> statement = Prepare(sql);
    if (!statement) return statement.error();
    (*statement)->With(values...);
    for (;;) {
      Result<bool> row = (*statement)->Step();
      if (!row) return row.error();
      if (!*row) return {};
      each(static_cast<const Statement&>(**statement));
    }
  }

  /// How long to wait for another writer.
  void SetPatience(int milliseconds);

  int64_t LastId() const;
  /// Rows changed by the last statement.
  int64_t Changes() const;
  bool InTransaction() const;

 private:
  struct Closer {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<sqlite3, Closer> connection_;
  std::unordered_map<const char*, Statement> statements_;
};

}  // namespace trialmine
