// One lambda per alternative of a variant: std::visit(Overloaded{[](const A&) {}, [](const B&) {}}, v).
#pragma once

namespace oncalld {

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

}  // namespace oncalld
