#include "daemon/store/store_thread.h"

namespace oncalld::store {

StoreThread::StoreThread(const std::filesystem::path& file)
    : database_(file, Database::Mode::read_write), store_(database_), thread_([this] { serve(); }) {}

void StoreThread::finish() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    news_.notify_one();
    thread_.join();
}

void StoreThread::enqueue(Job job) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(job));
    }
    news_.notify_one();
}

void StoreThread::serve() {
    for (;;) {
        std::deque<Job> group;
        {
            std::unique_lock lock(mutex_);
            news_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            group.swap(queue_);
        }
        commit_group(group);
    }
}

void StoreThread::commit_group(std::deque<Job>& group) {
    std::deque<std::exception_ptr> failures(group.size());
    try {
        Transaction transaction(database_);
        for (std::size_t i = 0; i < group.size(); ++i) {
            try {
                Savepoint part(database_);
                group[i].work(store_);
                part.release();
            } catch (...) {
                failures[i] = std::current_exception();
            }
        }
        transaction.commit();
    } catch (...) {
        failures.assign(group.size(), std::current_exception());
    }
    for (std::size_t i = 0; i < group.size(); ++i)
        group[i].deliver(failures[i]);
}

}  // namespace oncalld::store
