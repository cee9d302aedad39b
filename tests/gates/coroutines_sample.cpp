// What tests/gates/coroutines must find: every line marked "finds", and no other. Never compiled into
// anything.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;

struct Aggregate {
    std::string text;
    int number = 0;
};

struct Constructed {
    explicit Constructed(std::string s) : text(std::move(s)) {}
    std::string text;
};

asio::awaitable<int> by_value(Aggregate);
asio::awaitable<int> by_reference(const Aggregate&);
asio::awaitable<int> constructed(Constructed);
asio::awaitable<int> call(std::function<int()>);
asio::awaitable<int> list(std::vector<std::string>);

asio::awaitable<int> destroys_twice(asio::thread_pool& pool, std::string s) {
    co_await by_value(Aggregate{s});                                // finds
    co_await by_value({.text = s});                                 // finds
    co_await by_reference(Aggregate{});                             // finds
    co_await by_reference({});                                      // finds
    co_await by_reference(s.empty() ? Aggregate{s} : Aggregate{});  // finds
    co_await list({s, s});                                          // finds
    co_await call([s] { return static_cast<int>(s.size()); });      // finds
    co_await asio::co_spawn(
        pool, [s]() -> asio::awaitable<int> { co_return 1; }, asio::use_awaitable);  // finds
    std::vector<std::pair<Aggregate, int>> pairs;
    pairs.emplace_back(Aggregate{}, co_await constructed(Constructed(s)));  // finds
    auto inner = [s]() -> asio::awaitable<int> {
        co_return co_await by_value(Aggregate{s});  // finds
    };
    if (co_await by_value(Aggregate{s}) == 1) co_return 1;  // finds
    co_return co_await inner();
}

template <class Text>
asio::awaitable<int> in_a_template(Text text) {
    co_return co_await by_value(Aggregate{text});  // finds
}
asio::awaitable<int> instance() {
    co_return co_await in_a_template(std::string("s"));
}

asio::awaitable<Aggregate> is_sound(std::string s) {
    Aggregate named{s};
    co_await by_value(named);
    co_await by_value(std::move(named));
    co_await constructed(Constructed(s));
    auto lambda = [s] { return static_cast<int>(s.size()); };
    co_await call(lambda);
    co_await call([&s] { return static_cast<int>(s.size()); });
    auto coroutine = [s]() -> asio::awaitable<int> { co_return co_await constructed(Constructed(s)); };
    co_await coroutine();
    co_return Aggregate{s};
}
