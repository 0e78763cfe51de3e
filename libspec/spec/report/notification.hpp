#pragma once

#include <spec/core/json.hpp>
#include <spec/report/document.hpp>
#include <string>

namespace spec::report {

/// The pages of a notification (schema sarap.notification/1), in English, the language of international exchange. What
/// is not stated reads "not stated".
///
/// throws : DataError naming the place that is missing or of the wrong kind
Document notification_document(const Json& notification, const std::string& file);

/// The same as PDF/A with the notification's JSON attached; the same notification gives the same bytes.
std::string notification_pdf(const Json& notification, const std::string& file);

}  // namespace spec::report
