#include "daemon/ctl/who.h"

#include "connectors/json.h"

#include <algorithm>

namespace oncalld::ctl {

namespace {

std::string name(const Configuration& config, const PersonId& id) {
    const auto found = config.people.find(id);
    return found == config.people.end() ? id.str() : found->second.name + " (" + id.str() + ")";
}

std::string_view why_word(OnCall::Why why) {
    switch (why) {
        case OnCall::Why::shift:
            return "shift";
        case OnCall::Why::override_:
            return "override";
        case OnCall::Why::cover:
            return "cover";
        case OnCall::Why::nobody:
            return "nobody";
    }
    return "nobody";
}

std::string because(const OnCall& answer) {
    const std::string whom = answer.instead_of ? " for " + answer.instead_of->str() : std::string();
    switch (answer.why) {
        case OnCall::Why::shift:
        case OnCall::Why::nobody:
            return {};
        case OnCall::Why::override_:
            return ", by override" + whom;
        case OnCall::Why::cover:
            return ", covers" + whom;
    }
    return {};
}

void write_time(json::Writer& out, std::string_view key, Instant t) {
    out.key(key);
    if (t == kEver || t == kForever)
        out.null();
    else
        out.text(to_rfc3339(t));
}

}  // namespace

std::vector<Who> who(const Configuration& config, const std::optional<RotationId>& only, Instant at) {
    std::vector<Who> all;
    for (const auto& [id, rotation] : config.rotations) {
        if (only && *only != id) continue;
        all.push_back({id, on_call(rotation, config.people, at), next_boundary(rotation, config.people, at)});
    }
    return all;
}

std::string to_text(const std::vector<Who>& all, const Configuration& config) {
    std::size_t width = 0;
    for (const Who& one : all)
        width = std::max(width, one.rotation.str().size());
    std::string text;
    for (const Who& one : all) {
        const Rotation& rotation = config.rotations.at(one.rotation);
        text += one.rotation.str() + std::string(width - one.rotation.str().size() + 2, ' ');
        if (rotation.external) {
            text += "is kept elsewhere (`source`), not known here\n";
            continue;
        }
        if (one.answer.people.empty()) text += "nobody";
        for (std::size_t i = 0; i < one.answer.people.size(); ++i)
            text += (i ? " with " : "") + name(config, one.answer.people[i]);
        if (one.answer.shift.to != kForever) text += " until " + to_human(one.answer.shift.to, rotation.zone);
        text += because(one.answer);
        if (one.next)
            text += "; then " + name(config, one.next->incoming) + " from " +
                    to_human(one.next->at, rotation.zone);
        text += '\n';
    }
    return text;
}

std::string to_json(const std::vector<Who>& all, const Configuration& config, Instant at) {
    json::Writer out;
    out.object().key("at").text(to_rfc3339(at)).key("rotations").array();
    for (const Who& one : all) {
        out.object().key("rotation").text(one.rotation.str());
        out.key("known").boolean(!config.rotations.at(one.rotation).external);
        out.key("people").array();
        for (const PersonId& person : one.answer.people)
            out.text(person.str());
        out.end_array().key("why").text(why_word(one.answer.why));
        out.key("instead_of");
        if (one.answer.instead_of)
            out.text(one.answer.instead_of->str());
        else
            out.null();
        write_time(out, "from", one.answer.shift.from);
        write_time(out, "to", one.answer.shift.to);
        out.key("next");
        if (one.next) {
            out.object().key("person").text(one.next->incoming.str());
            write_time(out, "from", one.next->at);
            out.end_object();
        } else {
            out.null();
        }
        out.end_object();
    }
    return out.end_array().end_object().take();
}

}  // namespace oncalld::ctl
