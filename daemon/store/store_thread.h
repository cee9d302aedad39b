// The one thread that touches the database. Work is handed over as functions of the Store; whatever has piled
// up runs in one transaction, so that a burst of webhooks costs one fsync and not one each (group commit). A
// function's result is delivered only after the commit: what the caller learns is on the disk.
//
// A function that throws takes back its own part and fails alone; a commit that fails (disk full) fails all
// of its group. run() may be called from any thread and completes on the caller's executor.
#pragma once

#include "daemon/store/store.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

namespace oncalld::store {

class StoreThread {
public:
    // Opens and migrates in the constructor, so that a bad state directory is an exception at start.
    explicit StoreThread(const std::filesystem::path& file);
    ~StoreThread() { finish(); }
    StoreThread(const StoreThread&) = delete;

    // `co_await store.run(f)` gives f(store). Name the lambda first (libraries: g++ 12 and temporaries).
    template <class F, class R = std::invoke_result_t<F&, Store&>>
    boost::asio::awaitable<R> run(F work) {
        static_assert(!std::is_void_v<R>, "return Done where there is nothing to return");
        auto initiate = [this](auto handler, F task) { this->start<R>(std::move(handler), std::move(task)); };
        std::optional<R> result =
            co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                 void(std::exception_ptr, std::optional<R>)>(
                initiate, boost::asio::use_awaitable, std::move(work));
        co_return std::move(*result);
    }

    // Does what was handed over and ends the thread; nothing may be handed over after that. For those who are
    // destroyed before the store and whom its work refers to.
    void finish();

private:
    // Work runs in the transaction; the other is called after its commit, or with why it failed.
    struct Job {
        std::function<void(Store&)> work;
        std::function<void(std::exception_ptr)> deliver;
    };

    template <class R, class Handler, class F>
    void start(Handler handler, F task) {
        const auto executor = boost::asio::get_associated_executor(handler);
        struct Shared {
            Handler handler;
            F task;
            boost::asio::executor_work_guard<std::decay_t<decltype(executor)>>
                waiting;  // keeps the loop alive
            std::optional<R> result;
        };
        auto shared = std::make_shared<Shared>(Shared{std::move(handler), std::move(task),
                                                      boost::asio::make_work_guard(executor), std::nullopt});
        auto work = [shared](Store& store) { shared->result = shared->task(store); };
        auto deliver = [shared, executor](std::exception_ptr failed) {
            boost::asio::post(executor, [shared, failed] {
                shared->waiting.reset();
                std::move(shared->handler)(failed, failed ? std::nullopt : std::move(shared->result));
            });
        };
        enqueue(Job{std::move(work), std::move(deliver)});
    }

    void enqueue(Job job);
    void serve();
    void commit_group(std::deque<Job>& group);

    Database database_;
    Store store_;

    std::mutex mutex_;
    std::condition_variable news_;
    std::deque<Job> queue_;  // guarded by mutex_
    bool stopping_ = false;  // guarded by mutex_

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace oncalld::store
