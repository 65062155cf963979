"""What click says by itself, in Chinese: headings of help pages and messages about wrong options.

Imported for Chinese only, so that nobody else waits for it.
"""

from __future__ import annotations

import gettext
import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unicodedata import east_asian_width

import click

#: Message of click → Chinese. Where click knows a singular and a plural, the plural stands here. What has two lines is
#: worded differently by different versions.
MESSAGES = {
    # Help pages
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示帮助并退出。",
    "Show the version and exit.": "显示版本号并退出。",
    "default: {default}": "默认 {default}",
    "env var: {var}": "环境变量 {var}",
    "required": "必填",
    "(dynamic)": "（视环境而定）",
    # Errors
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "查看帮助：{command} {option}",
    "Missing command.": "缺少子命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing {param_type}": "缺少 {param_type}",
    "Choose from:\n\t{choices}": "可选值：\n\t{choices}",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such option: {name}": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令 {name}。",
    "Did you mean {possibility}?": "是不是想写 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是想写 {possibilities}？",
    "(Possible options: {possibilities})": "是不是想写 {possibilities}？",
    "Got unexpected extra arguments ({args})": "多余的参数：{args}",
    "Option {name!r} does not take a value.": "选项 {name} 不带值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面缺少值。",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 需要 {nargs} 个值。",
    "Takes {nargs} values but {len} were given.": "需要 {nargs} 个值，给出了 {len} 个。",
    "{len_type} values are required, but {len_value} were given.": "需要 {len_type} 个值，给出了 {len_value} 个。",
    "Value must be an iterable.": "应给出多个值。",
    "Invalid value: {message}": "值无效：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值无效：{message}",
    "{value!r} is not one of {choices}.": "{value!r} 不是可选值，可选 {choices}。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是合法的数值。",
    "{value} is not in the range {range}.": "{value} 超出范围 {range}。",
    "{value!r} is not a valid boolean.": "{value!r} 不是合法的布尔值。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} 不是合法的布尔值，可选 {states}。",
    "{value!r} is not a valid UUID.": "{value!r} 不是合法的 UUID。",
    "{value!r} does not match the formats {formats}.": "{value!r} 不符合格式 {formats}。",
    "{name} {filename!r} does not exist.": "{filename!r} 不存在。",
    "{name} {filename!r} is a file.": "{filename!r} 是文件，应为目录。",
    "{name} {filename!r} is a directory.": "{filename!r} 是目录，应为文件。",
    "{name} {filename!r} is not readable.": "{filename!r} 不可读。",
    "{name} {filename!r} is not writable.": "{filename!r} 不可写。",
    "{name} {filename!r} is not executable.": "{filename!r} 不可执行。",
    "Could not open file {filename!r}: {message}": "无法打开文件 {filename!r}：{message}",
    "unknown error": "未知错误",
}

#: Ideographs and their punctuation: written without spaces, two columns wide.
_WIDE = "\u2e80-\u9fff\uff00-\uff60"

#: What stays together on a line: a word or one ideograph, with the brackets before it and the punctuation behind it.
_PIECE = re.compile(
    rf"\s+|\[[^\]]{{1,30}}\]|[（《“「]*(?:[^\s{_WIDE}（《“「，。；：、！？）》”」…]+|[{_WIDE}]|.)[，。；：、！？）》”」…]*",
    re.DOTALL,
)


@contextmanager
def speaking() -> Iterator[None]:
    """Let click take its messages from :data:`MESSAGES`.

    click asks :mod:`gettext`, which goes by the locale alone; --lang and HEALTHCHECK_LANG are for us only, and setting
    LANGUAGE would turn the language of every program that is started, too. So its modules get another function to ask.
    """
    ours = {gettext.gettext: _said, gettext.ngettext: _counted}
    before = [
        (module, name, asked)
        for path, module in list(sys.modules.items())
        if path.partition(".")[0] == "click"
        for name in ("_", "ngettext")
        if (asked := getattr(module, name, None)) in ours
    ]
    for module, name, asked in before:
        setattr(module, name, ours[asked])
    try:
        yield
    finally:
        for module, name, asked in before:
            setattr(module, name, asked)


def _said(message: str) -> str:
    return MESSAGES.get(message, message)


def _counted(one: str, many: str, count: int) -> str:
    return MESSAGES.get(many, one if count == 1 else many)


def show(error: click.ClickException) -> None:
    """Print an error of click, set as Chinese is: click joins sentences by spaces and ends some with its own stop."""
    text = io.StringIO()
    error.show(text)
    said = re.sub(r"(?<=')\.(?=\s)", "。", text.getvalue())
    said = re.sub(r"(?<=[。？]) (?=\S)", "", said)
    click.echo(said.replace("。是不是", "，是不是").replace("', '", "'、'"), err=True, nl=False)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns; Chinese may be broken between any two characters."""
    lines, used = [""], 0
    text = re.sub(r"\s*\n\s*", " ", text.strip())
    for piece in _PIECE.findall(re.sub(rf"(?<=[{_WIDE}]) (?=[{_WIDE}])", "", text)):
        columns = sum(2 if east_asian_width(c) in "WF" else 1 for c in piece)
        if used and used + columns > width:
            lines.append("")
            used = 0
        if used or not piece.isspace():
            lines[-1] += piece
            used += columns
    return [line.rstrip() for line in lines]


class _Formatter(click.HelpFormatter):
    """Help pages whose lines are measured in columns: click counts characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """As click does, without a space after the Chinese colon."""
        super().write_usage(prog, args, prefix or MESSAGES["Usage:"])

    def write_heading(self, heading: str) -> None:
        """A heading."""
        self.write(f"{'':{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs; those that begin with a line of ``\\b`` stay as they are."""
        margin = " " * self.current_indent
        paragraphs = []
        for paragraph in re.split(r"\n\s*\n", text):
            kept = paragraph.startswith("\b")
            lines = paragraph.splitlines()[1:] if kept else wrapped(paragraph, self.width - self.current_indent)
            paragraphs.append("\n".join(margin + line for line in lines))
        self.write("\n\n".join(paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms at the left, what they mean at the right."""
        rows = list(rows)
        left = min(max(len(term) for term, _ in rows), col_max) + col_spacing
        margin = " " * (self.current_indent + left)
        for term, text in rows:
            term = " " * self.current_indent + term
            lines = wrapped(text, max(self.width - left - self.current_indent, 10))
            fits = len(term) <= len(margin) - col_spacing
            self.write(f"{term:<{len(margin)}}{lines[0]}\n" if fits else f"{term}\n{margin}{lines[0]}\n")
            self.write("".join(f"{margin}{line}\n" for line in lines[1:]))


class Context(click.Context):
    """A command's run whose help is set as Chinese is."""

    formatter_class = _Formatter
