#include "json_body.h"
#include "time_text.h"
#include "view.h"

namespace trialmine {
namespace {

constexpr std::time_t kLeaseSeconds = 600;

struct Place {
  std::string document, finding;
};

Result<Place> ReadPlace(const ApiCall& call) {
  Result<JsonBody> body = JsonBody::Parse(call.request.body);
  if (!body) return body.error();
  Place place{body->Text("document"), body->Text("finding")};
  if (Status status = body->Check(); !status) return status.error();
  if (place.document.empty()) return Error{"bad_input", "`document` is needed"};
  if (place.finding.empty()) return Error{"bad_input", "`finding` is needed"};
  return place;
}

HttpReply Held(const ReviewLease& lease) {
  std::string json;
  {
    JsonObject object(json);
    JsonObject error(object.Key("error"));
    error.Text("code", "leased");
    error.Text("detail", lease.reviewer + " is at this finding until " + lease.until);
    error.Text("by", lease.reviewer);
    error.Text("until", lease.until);
  }
  HttpReply reply = JsonReply(std::move(json));
  reply.status = 409;
  return reply;
}

/// Whether the queue knows the finding.
Result<bool> Exists(Store& store, const Place& place) {
  Result<std::vector<Rendition>> renditions = RenditionsOf(store, place.document);
  if (!renditions) return renditions.error();
  for (const Rendition& rendition : *renditions) {
    Result<std::optional<StoredFact>> fact = FactOf(store, rendition.id, place.finding);
    if (!fact) return fact.error();
    if (*fact) return true;
  }
  return false;
}

}  // namespace

HttpReply PostLease(const ApiCall& call) {
  Result<Place> place = ReadPlace(call);
  if (!place) return ErrorReply(place.error());
  return call.context.stores.Write([&](Store& store) {
    Result<bool> exists = Exists(store, *place);
    if (!exists) return ErrorReply(exists.error());
    if (!*exists) return ErrorReply(404, "not_found", "the document has no such finding");
    Result<std::optional<ReviewLease>> lease = LeaseOf(store, place->document, place->finding);
    if (!lease) return ErrorReply(lease.error());
    if (*lease && (*lease)->reviewer != call.reviewer.name) return Held(**lease);
    const ReviewLease mine{call.reviewer.name, UtcIn(kLeaseSeconds)};
    if (Status status = SetLease(store, place->document, place->finding, mine); !status)
      return ErrorReply(status.error());
    std::string json;
    JsonObject(json).Text("until", mine.until);
    return JsonReply(std::move(json));
  });
}

HttpReply PostRelease(const ApiCall& call) {
  Result<Place> place = ReadPlace(call);
  if (!place) return ErrorReply(place.error());
  return call.context.stores.Write([&](Store& store) {
    Status status = DropLease(store, place->document, place->finding, call.reviewer.name);
    return status.ok() ? JsonReply("{}") : ErrorReply(status.error());
  });
}

}  // namespace trialmine
