# SPDX-License-Identifier: GPL-3.0-or-later
# fish --init-command, after the user's own config: the project's environment as `source venv/bin/activate.fish` sets it, then marks
# around prompt, command and output (OSC 133) and the folder (OSC 7). No file of the user's or of the project is touched.
if set -q ORIEL_VENV; and test -r "$ORIEL_VENV/bin/activate.fish"
    source "$ORIEL_VENV/bin/activate.fish"
end
set -g __oriel_nonce "$ORIEL_NONCE"
set -g __oriel_wrapped 0
set -e ORIEL_NONCE
set -e ORIEL_VENV

# With what was typed: on the screen a right prompt stands beside it.
function __oriel_began --on-event fish_preexec
    set -l typed (string sub -l 20000 -- $argv[1] | string collect)
    printf '\e]133;C;nonce=%s;cmdline_url=%s\e\\' $__oriel_nonce (string escape --style=url -- $typed)
end
function __oriel_ended --on-event fish_postexec
    printf '\e]133;D;%s;nonce=%s\e\\' $status $__oriel_nonce
end
function __oriel_return
    return $argv[1]
end

# activate.fish and `deactivate` put their own function in place of fish_prompt: looked at before each prompt. Each wrapping has a
# name of its own, for the one before may be called from the function that is wrapped.
function __oriel_prompt --on-event fish_prompt
    string match -qr '[[:cntrl:]]' -- $PWD
    or printf '\e]7;file://%s%s\e\\' $hostname (string replace -a '%' '%25' -- $PWD)
    if not functions fish_prompt | string match -q '*__oriel_nonce*'
        set __oriel_wrapped (math $__oriel_wrapped + 1)
        functions -c fish_prompt __oriel_prompt_$__oriel_wrapped
        eval "function fish_prompt
            set -l __oriel_status \$status
            printf '\e]133;A;nonce=%s\e\\\\' \$__oriel_nonce
            __oriel_return \$__oriel_status
            __oriel_prompt_$__oriel_wrapped
            printf '\e]133;B;nonce=%s\e\\\\' \$__oriel_nonce
        end"
    end
end
