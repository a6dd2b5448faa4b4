"""What a teacher wants to know of a lesson before class: what to ask, what to draw, and where students go wrong."""

from dl101 import exercises, lessons


def text(lesson: lessons.Lesson) -> str:
    """Return the guide to a lesson as Markdown: its own file, and the mistakes that its exercises know by name."""
    path = lessons.FOLDER / "guides" / f"{lesson.path.stem}.md"
    title, _, guide = path.read_text(encoding="utf-8").partition("\n")
    needs = ", ".join(lesson.needs) or "nothing"
    parts = [f"{title}\n\n{lesson.minutes} minutes, needs: {needs}", guide.strip(), "**Usual mistakes**"]
    for exercise in exercises.load(exercises.SOLUTIONS / lesson.path.name):
        parts.append("\n".join([f"*{exercise.name}*", "", *(f"- {sentence}" for sentence in exercise.mistakes)]))
    return "\n\n".join(parts) + "\n"
