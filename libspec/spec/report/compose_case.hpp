#pragma once

#include <spec/report/compose.hpp>

namespace spec::report {

/// Laboratory, order, questions, items, circumstances, methods; nothing when neither case nor laboratory is given.
void add_case(Composer& out, const Node& twin);
/// Opinions, what others supplied, comments, amendment, what was left out.
void add_expert_parts(Composer& out, const Node& twin);
/// Who signs, as what; drawn before signing, so that every signer sees all names.
/// What reviewers decided on the exhibits; nothing without reviews.
void add_reviews(Composer& out, const Node& twin);
void add_signatures(Composer& out, const Node& twin);

}  // namespace spec::report
