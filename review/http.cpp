#include "http.h"

#include <httplib.h>

#include "store/json_text.h"

namespace trialmine {
namespace {

// A browser holds up to six connections open, and each holds a thread.
constexpr size_t kThreads = 32;
// An idle connection also holds up the end of the program for so long.
constexpr time_t kIdleSeconds = 2;

struct StatusOf {
  std::string_view code;
  int status;
};
constexpr StatusOf kStatuses[] = {{"bad_input", 400},       {"unauthorized", 401},    {"forbidden", 403},
                                  {"not_found", 404},       {"closed", 409},          {"leased", 409},
                                  {"nothing_to_undo", 409}, {"nothing_to_redo", 409}, {"locked", 503}};

HttpRequest RequestFrom(const httplib::Request& from) {
  HttpRequest request;
  request.method = from.method;
  request.path = from.path;
  for (const auto& [name, value] : from.params) request.query.emplace(name, value);
  request.host = from.get_header_value("Host");
  request.origin = from.get_header_value("Origin");
  request.cookie = from.get_header_value("Cookie");
  request.content_type = from.get_header_value("Content-Type");
  request.body = from.body;
  return request;
}

void Fill(HttpReply reply, httplib::Response& to) {
  to.status = reply.status;
  for (const auto& [name, value] : reply.headers) to.set_header(name, value);
  if (reply.body.empty()) return;
  // A provider, for the library would compress a plain body with whatever the browser takes, Brotli at its
  // slowest too.
  auto body = std::make_shared<std::string>(std::move(reply.body));
  to.set_content_provider(body->size(), reply.type,
                          [body](size_t offset, size_t length, httplib::DataSink& sink) {
                            return sink.write(body->data() + offset, length);
                          });
}

}  // namespace

HttpReply JsonReply(std::string json) {
  return {200, "application/json; charset=utf-8", std::move(json), {{"Cache-Control", "no-store"}}};
}

HttpReply ErrorReply(int status, std::string_view code, std::string_view detail) {
  std::string json;
  {
    JsonObject object(json);
    JsonObject error(object.Key("error"));
    error.Text("code", code);
    error.Text("detail", detail);
    // The detail of bad input begins with the member's name.
    const size_t end = detail.find('`', 1);
    if (code == "bad_input" && detail.starts_with('`') && end != detail.npos)
      error.Text("field", detail.substr(1, end - 1));
  }
  HttpReply reply = JsonReply(std::move(json));
  reply.status = status;
  return reply;
}

HttpReply ErrorReply(const Error& error) {
  for (const StatusOf& known : kStatuses)
    if (known.code == error.code) return ErrorReply(known.status, error.code, error.detail);
  return ErrorReply(500, error.code, error.detail);
}

struct HttpServer::Impl {
  httplib::Server server;
  int port = 0;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&&) noexcept = default;

Result<HttpServer> HttpServer::Bind(const std::string& address, int port, size_t max_body) {
  auto impl = std::make_unique<Impl>();
  httplib::Server& server = impl->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_payload_max_length(max_body);
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(kIdleSeconds);
  // Two programs on one port would take turns at answering.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  if (port == 0) {
    impl->port = server.bind_to_any_port(address);
  } else if (server.bind_to_port(address, port)) {
    impl->port = port;
  }
  if (impl->port <= 0)
    return Error{"port", address + ":" + std::to_string(port) + " cannot be listened on (is it taken?)"};
  return HttpServer(std::move(impl));
}

int HttpServer::port() const { return impl_->port; }

void HttpServer::Serve(Handler handler) {
  httplib::Server& server = impl_->server;
  const auto answer = [&handler](const httplib::Request& request, httplib::Response& response) {
    Fill(handler(RequestFrom(request)), response);
  };
  server.Get(".*", answer);
  server.Post(".*", answer);
  // Whatever went wrong before a handler was asked: too large, ill-formed, an unknown method.
  const httplib::Server::HandlerWithResponse on_error =
      [](const httplib::Request&, httplib::Response& response) -> httplib::Server::HandlerResponse {
    if (response.content_length_ > 0) return httplib::Server::HandlerResponse::Unhandled;
    const int status = response.status;
    const char* code = status == 413 ? "too_big" : status == 404 ? "not_found" : "bad_input";
    Fill(ErrorReply(status, code, "the request cannot be answered"), response);
    response.set_header("X-Content-Type-Options", "nosniff");
    return httplib::Server::HandlerResponse::Handled;
  };
  server.set_error_handler(on_error);
  server.listen_after_bind();
}

void HttpServer::Stop() { impl_->server.stop(); }

}  // namespace trialmine
