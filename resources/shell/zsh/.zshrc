# SPDX-License-Identifier: GPL-3.0-or-later
# The user's own .zshrc, then the project's environment as `source venv/bin/activate` sets it, then marks around prompt, command and
# output (OSC 133) and the folder (OSC 7). No file of the user's or of the project is touched.
[[ ${HISTFILE-} == $ZDOTDIR/* ]] && HISTFILE=${__oriel_zdotdir:-$HOME}${HISTFILE#$ZDOTDIR}
if [[ -n $__oriel_zdotdir ]]; then ZDOTDIR=$__oriel_zdotdir; else unset ZDOTDIR; fi
unset __oriel_zdotdir
[[ -r ${ZDOTDIR:-$HOME}/.zshrc ]] && . "${ZDOTDIR:-$HOME}/.zshrc"
if [[ -n ${ORIEL_VENV-} && -r $ORIEL_VENV/bin/activate ]]; then . "$ORIEL_VENV/bin/activate"; fi
typeset -g __oriel_nonce=${ORIEL_NONCE-}
unset ORIEL_NONCE ORIEL_VENV ORIEL_SHELL

# First of all: the status is still the command's.
__oriel_ended() {
    local s=$?
    builtin printf '\e]133;D;%s;nonce=%s\e\\' $s "$__oriel_nonce"
    return $s
}

# Last of all: whoever sets PS1 has set it. A prompt without our marks gets them, also after `deactivate`.
__oriel_prompt() {
    [[ $PWD == *[[:cntrl:]]* ]] || builtin printf '\e]7;file://%s%s\e\\' "$HOST" "${PWD//\%/%25}"
    [[ $PS1 == *'133;B'* ]] ||
        PS1="%{"$'\e]133;A;nonce='"$__oriel_nonce"$'\e\\'"%}$PS1%{"$'\e]133;B;nonce='"$__oriel_nonce"$'\e\\'"%}"
}
# With what was typed: on the screen a right prompt stands beside it.
__oriel_began() {
    local c=${${1:-$3}[1,20000]}
    c=${${${c//\%/%25}//;/%3B}//$'\n'/%0A}
    builtin printf '\e]133;C;nonce=%s;cmdline_url=%s\e\\' "$__oriel_nonce" "${c//[[:cntrl:]]/}"
}

if [[ -t 1 ]]; then
    precmd_functions=(__oriel_ended $precmd_functions __oriel_prompt)
    preexec_functions+=(__oriel_began)
fi
