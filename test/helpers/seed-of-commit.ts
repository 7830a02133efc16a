import { execFileSync } from 'node:child_process';

/** A number that another commit changes, so that every commit tries other things as well; 1 outside of a repository. */
export function seedOfCommit(): number {
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' });
    return Number.parseInt(commit.slice(0, 7), 16);
  } catch {
    return 1;
  }
}
