#include "daemon/dry_run.h"

#include <stdexcept>

namespace oncalld {

namespace {

class NotSent final : public Operation<std::vector<Outcome>> {
public:
    explicit NotSent(std::vector<Step> steps) : steps_(std::move(steps)) {}

    Next<std::vector<Outcome>> start() override {
        std::vector<Outcome> outcomes;
        for (const Step& step : steps_)
            outcomes.push_back({step.id, Error{ErrorKind::fix_configuration, "dry run: not sent"}});
        return Result(std::move(outcomes));
    }
    Next<std::vector<Outcome>> resume(Result<http::Response>) override {
        throw std::logic_error("a dry run sent something");
    }

private:
    std::vector<Step> steps_;
};

}  // namespace

OperationPtr<std::vector<Outcome>> DryRun::apply(std::vector<Step> steps) const {
    return std::make_unique<NotSent>(std::move(steps));
}

}  // namespace oncalld
