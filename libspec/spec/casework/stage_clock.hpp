#pragma once

#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <type_traits>

namespace spec::casework {

/// Adds up how long the stages of a batch keep its threads busy.
class StageClock {
 public:
    explicit StageClock(const std::function<double()>& seconds) : seconds_(seconds) {}
    template <typename Work>
    auto time(const char* stage, Work work) {
        const double start = seconds_ ? seconds_() : 0;
        const auto add = [&] {
            if (!seconds_) return;
            const std::lock_guard lock(mutex_);
            spent_[stage] += seconds_() - start;
        };
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            add();
        } else {
            auto result = work();
            add();
            return result;
        }
    }
    const std::map<std::string, double>& spent() const { return spent_; }

 private:
    const std::function<double()>& seconds_;
    std::mutex mutex_;
    std::map<std::string, double> spent_;
};

/// Keeps the first defect that a thread meets; work goes on, and it is thrown at the end.
class Defects {
 public:
    template <typename Work>
    void guard(Work work) {
        try {
            work();
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!first_) first_ = std::current_exception();
        }
    }
    void rethrow() const {
        if (first_) std::rethrow_exception(first_);
    }

 private:
    std::mutex mutex_;
    std::exception_ptr first_;
};

}  // namespace spec::casework
