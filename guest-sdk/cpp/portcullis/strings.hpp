// Between the contract's strings and those of C++.
#pragma once

#include "portcullis.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portcullis::detail {

/// What the host handed over stays where it is.
inline std::string_view view(pc_string text) {
    return text.len ? std::string_view(text.ptr, text.len) : std::string_view();
}

inline std::vector<std::string_view> views(pc_string_list list) {
    std::vector<std::string_view> texts;
    for (std::size_t at = 0; at < list.len; at++) texts.push_back(view(list.ptr[at]));
    return texts;
}

/// A copy that stays: the answer points to it.
inline pc_string kept(std::string_view text) {
    auto *copy = static_cast<char *>(pc_alloc(text.size() + 1));
    text.copy(copy, text.size());
    copy[text.size()] = 0;
    return {copy, text.size()};
}

inline pc_string_option kept_if(const std::optional<std::string> &text) {
    return text ? pc_some(kept(*text)) : pc_string_option{};
}

} // namespace portcullis::detail
