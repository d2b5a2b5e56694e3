// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles.h"

#include <algorithm>
#include <array>

namespace oriel {

using namespace Qt::StringLiterals;

Profile profileOf(const store::SavedConnection &saved)
{
    Profile profile{.id = saved.id, .name = saved.name, .colour = saved.colour};
    if (auto reading = pg::ConnInfo::read(saved.url)) {
        profile.info = reading->info;
        // What this libpq does not know was known to the one that saved it: kept, and refused by name when connecting.
        for (const auto &[keyword, value] : reading->unknown)
            profile.info.set(keyword, value);
    }
    profile.isProduction = saved.isProduction;
    profile.isReadOnly = saved.isReadOnly;
    profile.isSandbox = saved.isSandbox;
    profile.way = wayin::wayFromText(saved.way);
    profile.password = wayin::sourceFromText(saved.password);
    return profile;
}

store::SavedConnection savedOf(const Profile &profile)
{
    return {.id = profile.id,
            .name = profile.name,
            .url = profile.info.toUrl(pg::ConnInfo::Show::NoPassword),
            .colour = profile.colour,
            .isProduction = profile.isProduction,
            .isReadOnly = profile.isReadOnly,
            .isSandbox = profile.isSandbox,
            .usedAt = QDateTime::currentDateTimeUtc(),
            .way = wayin::toText(profile.way),
            .password = wayin::toText(profile.password)};
}

bool mayFollow(const pg::ConnInfo &before, const pg::ConnInfo &now)
{
    return now.effectiveSslMode() >= before.effectiveSslMode() &&
           std::ranges::all_of(std::array{u"host"_s, u"hostaddr"_s, u"port"_s, u"user"_s},
                               [&](const QString &each) { return before.value(each) == now.value(each); });
}

} // namespace oriel
