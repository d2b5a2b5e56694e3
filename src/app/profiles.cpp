// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles.h"

namespace oriel {

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

} // namespace oriel
