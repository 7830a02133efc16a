import type { CompletionShell } from './shells.js';

/** The script that a shell loads so that Tab asks liqo-doctor what may come next. What is typed is never run by it. */
export function completionScript(shell: CompletionShell): string {
  switch (shell) {
    case 'bash':
      return bash;
    case 'zsh':
      return zsh;
    case 'fish':
      return fish;
  }
}

const bash = `# Completion of liqo-doctor for bash 4 and later. For this shell, or for each one by a line in ~/.bashrc:
#   source <(liqo-doctor completion bash)

_liqo_doctor() {
  local kind='' candidate
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done
  } < <(command liqo-doctor __complete-line "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  if [[ $kind == files ]]; then compopt -o default 2>/dev/null; fi
  return 0
}

complete -F _liqo_doctor liqo-doctor
`;

const zsh = `#compdef liqo-doctor
# Completion of liqo-doctor for zsh. For this shell, or for each one by a line in ~/.zshrc, after compinit:
#   source <(liqo-doctor completion zsh)
# Or as a file _liqo-doctor in a folder of $fpath.

_liqo-doctor() {
  local -a before answer described
  local line word
  if (( CURRENT > 2 )); then before=("\${(@Q)words[2,CURRENT-1]}"); fi
  answer=("\${(@f)$(command liqo-doctor __complete "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ "$PREFIX" == -*=* ]]; then compset -P 1 '*='; fi
  if [[ "\${answer[-1]}" == :0 ]]; then
    _files
    return
  fi
  if [[ "\${answer[-1]}" != :4 ]] || (( \${#answer} < 2 )); then return 1; fi
  for line in "\${(@)answer[1,-2]}"; do
    word="\${line%%$'\\t'*}"
    if [[ "$line" == *$'\\t'* ]]; then
      described+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
    else
      described+=("\${word//:/\\\\:}")
    fi
  done
  _describe -t values 'liqo-doctor' described
}

if [[ "\${funcstack[1]}" == _liqo-doctor ]]; then _liqo-doctor "$@"; else compdef _liqo-doctor liqo-doctor; fi
`;

const fish = `# Completion of liqo-doctor for fish. For this shell, or for each one as ~/.config/fish/completions/liqo-doctor.fish:
#   liqo-doctor completion fish | source

function __liqo_doctor_complete
    set -l words (commandline -opc)
    set -l current (string replace --all --regex -- '["\\'\\\\\\\\]' '' (commandline -ct))
    set -l flag (string match --regex -- '^-[^=]*=' "$current")
    set -l answer (command liqo-doctor __complete $words[2..-1] "$current" 2>/dev/null)
    test (count $answer) -gt 0; or return
    if test "$answer[-1]" = ':0'
        for path in (__fish_complete_path (string replace -- "$flag" '' "$current"))
            echo "$flag$path"
        end
        return
    end
    for line in $answer[1..-2]
        echo "$flag$line"
    end
end

complete --command liqo-doctor --no-files --arguments '(__liqo_doctor_complete)'
`;
