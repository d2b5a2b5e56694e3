# SPDX-License-Identifier: GPL-3.0-or-later
# zsh reads this first because ZDOTDIR leads here; the user's own files come from where they were.
if [[ -n ${ORIEL_ZDOTDIR-} ]]; then ZDOTDIR=$ORIEL_ZDOTDIR; else unset ZDOTDIR; fi
unset ORIEL_ZDOTDIR
[[ -r ${ZDOTDIR:-$HOME}/.zshenv ]] && . "${ZDOTDIR:-$HOME}/.zshenv"
if [[ -o interactive ]]; then
    __oriel_zdotdir=${ZDOTDIR-}
    ZDOTDIR=${ORIEL_SHELL}/zsh # once more, for .zshrc
fi
