# SPDX-License-Identifier: GPL-3.0-or-later
# bash --init-file: the user's own ~/.bashrc, then the project's environment as `source venv/bin/activate` sets it, then marks around
# prompt, command and output (OSC 133) and the folder (OSC 7). No file of the user's or of the project is touched.
[ -r ~/.bashrc ] && . ~/.bashrc
if [ -n "${ORIEL_VENV-}" ] && [ -r "$ORIEL_VENV/bin/activate" ]; then . "$ORIEL_VENV/bin/activate"; fi
__oriel_nonce=${ORIEL_NONCE-}
unset ORIEL_NONCE ORIEL_VENV

# First of all prompt commands: the status is still the command's.
__oriel_ended() {
    __oriel_status=$?
    builtin printf '\e]133;D;%s;nonce=%s\e\\' "$__oriel_status" "$__oriel_nonce"
    return "$__oriel_status"
}

# Last of all: whoever sets PS1 has set it. A prompt without our marks gets them, also after `deactivate`.
__oriel_prompt() {
    [[ $PWD == *[[:cntrl:]]* ]] || builtin printf '\e]7;file://%s%s\e\\' "$HOSTNAME" "${PWD//%/%25}"
    if [[ $PS1 != *'133;B'* ]]; then
        PS1='\[\e]133;A;nonce=$__oriel_nonce\e\\\]'$PS1'\[\e]133;B;nonce=$__oriel_nonce\e\\\]'
        shopt -q promptvars || PS1=${PS1//\$__oriel_nonce/$__oriel_nonce}
    fi
    return "$__oriel_status"
}

if [[ $- == *i* && -t 1 ]]; then
    if [[ $(declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
        PROMPT_COMMAND=(__oriel_ended "${PROMPT_COMMAND[@]}" __oriel_prompt)
    else
        PROMPT_COMMAND="__oriel_ended${PROMPT_COMMAND:+
$PROMPT_COMMAND}
__oriel_prompt"
    fi
    PS0='\e]133;C;nonce=$__oriel_nonce\e\\'${PS0-}
    shopt -q promptvars || PS0=${PS0//\$__oriel_nonce/$__oriel_nonce}
fi
