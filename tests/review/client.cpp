#include "client.h"

#include <httplib.h>

namespace trialmine::review_test {

struct Client::Impl {
  explicit Impl(int port) : client("127.0.0.1", port) {
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    client.set_read_timeout(30);
  }
  httplib::Client client;
};

Client::Client(int port) : impl_(std::make_unique<Impl>(port)), port_(port) {}
Client::~Client() = default;

Answer Client::Send(const std::string& method, const std::string& path,
                    const std::multimap<std::string, std::string>& headers, const std::string& body) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  for (const auto& [name, value] : headers) request.headers.emplace(name, value);
  request.body = body;
  const httplib::Result result = impl_->client.send(request);
  Answer answer;
  if (!result) return answer;
  answer.status = result->status;
  answer.body = result->body;
  for (const auto& [name, value] : result->headers) answer.headers.emplace(name, value);
  return answer;
}

Answer Client::Enter(const std::string& token) {
  Answer answer = Send("GET", "/?token=" + token, {{"Host", host()}});
  const std::string cookie = answer.Header("Set-Cookie");
  cookie_ = cookie.substr(0, cookie.find(';'));
  return answer;
}

Answer Client::Get(const std::string& path) {
  return Send("GET", path, {{"Host", host()}, {"Cookie", cookie_}});
}

Answer Client::Post(const std::string& path, const std::string& json) {
  return Send("POST", path,
              {{"Host", host()},
               {"Cookie", cookie_},
               {"Origin", "http://" + host()},
               {"Content-Type", "application/json"}},
              json);
}

}  // namespace trialmine::review_test
