/** What someone means to do and when, in op time. A task stands at most once: the newest time counts. */
export class Agenda {
  private readonly tasks = new Map<string, number>();

  add(task: string, atMs: number): void {
    this.tasks.set(task, atMs);
  }

  drop(task: string): void {
    this.tasks.delete(task);
  }

  /** Takes the tasks that are due by `nowMs`, earliest first, each with the time it was meant for. */
  due(nowMs: number): { task: string; dueMs: number }[] {
    const due = [...this.tasks].filter(([, atMs]) => atMs <= nowMs).sort(([, a], [, b]) => a - b);
    for (const [task] of due) this.tasks.delete(task);
    return due.map(([task, dueMs]) => ({ task, dueMs }));
  }
}
