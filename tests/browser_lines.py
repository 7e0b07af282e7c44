"""Snippets of HTML with the lines that Chromium shows for them.

Recorded from ``document.body.innerText``, split at line ends and table cells, space folded and blank lines dropped.
"""

from __future__ import annotations

SHOWN_BY_BROWSER: dict[str, tuple[str, list[str]]] = {
    "inline elements": (
        "<p>Offi<b>cial</b> Na<span></span>me<em></em> of <i>a <u>coun</u>try</i></p>",
        ["Official Name of a country"],
    ),
    "comment and wbr": ("<p>Attend<!-- c -->ed Sum<wbr>mit</p><!-- x --><p>Yes</p>", ["Attended Summit", "Yes"]),
    "image": ("<p>RT <img src=x alt=pic>Participation</p>", ["RT Participation"]),
    "space across": ("<p>Attended <b> Prep</b> \n <i> Meetings </i> </p>", ["Attended Prep Meetings"]),
    "space before tag": ("<p>Attended<b> Summit</b>,<b>yes</b> <i>and</i></p>", ["Attended Summit,yes and"]),
    "br": ("<div>one<br>two<br/><br>three</br>four</div>", ["one", "two", "three", "four"]),
    "unclosed p li": ("<P>one<P>two<UL><LI>three<LI>four<B>five</UL>six", ["one", "two", "three", "fourfive", "six"]),
    "unclosed dl": (
        "<DL><DT>Label<DD>value<DT>Second<DD>more<br>lines</DL>",
        ["Label", "value", "Second", "more", "lines"],
    ),
    "table": (
        "<table><caption>Cap</caption><tr><th>Label<td>one <b>two</b><td><p>three</p><p>four</p><tr>"
        "<td colspan=2>five</table>",
        ["Cap", "Label", "one two", "three", "four", "five"],
    ),
    "table spans": (
        "<table><tr><td><span>Official</span> <span>Name</span></td><td>Peru<br>Lima</td></tr></table>",
        ["Official Name", "Peru", "Lima"],
    ),
    "nested divs": ("<div>a<div>b<div>c</div>d</div>e</div>f", ["a", "b", "c", "d", "e", "f"]),
    "hidden": (
        "<p hidden>no</p><p style='display:none'>no</p><p style='color:red; DISPLAY : none !important'>no"
        "</p><p style='visibility: hidden'>no</p><p aria-hidden=true>yes</p><input type=hidden value=no>",
        ["yes"],
    ),
    "script style": (
        "<p>a<script>document.x='<p>no</p>'</script>b<style>p{}</style>c<template><p>no</p></template>d"
        "<noscript><p>no</p></noscript>e</p>",
        ["abcde"],
    ),
    "svg": ("<p>an <svg width=1 height=1><title>no</title><path d=M0/></svg>icon</p>", ["an icon"]),
    "entities": (
        "<p>&quot;R&amp;D&quot; &lt;b&gt; caf&eacute; &#8220;x&#8221; a&nbsp;&nbsp;b &hellip; &notanentity; &#x80;</p>",
        ['"R&D" <b> café “x” a b … ¬anentity; €'],
    ),
    "custom": ("<p>one<my-tag>two</my-tag> <x-y> three</x-y></p>", ["onetwo three"]),
    "pre": ("<pre>\none  two\n  three\n\nfour</pre>", ["one two", "three", "four"]),
    "details": ("<details open><summary>Sum</summary>body <p>para</p></details>", ["Sum", "body", "para"]),
    "headings in link": ("<a href=/x><h3>Title</h3><p>text</p></a>tail", ["Title", "text", "tail"]),
    "misnested": ("<b>one<p>two</b>three</p>four", ["one", "twothree", "four"]),
    "foster": ("<table>stray<tr><td>cell</td></tr></table>after", ["stray", "cell", "after"]),
    "inline-block span": (
        "<span style='display:block'>one</span><span style='display:block'>two</span>"
        "<span style='display: inline'>three</span>four",
        ["one", "two", "threefour"],
    ),
    "li inline": ("<ul><li style='display:inline'>one</li> <li style='display:inline'>two</li></ul>", ["one two"]),
    "quotes": ("<p>He said <q>hello</q> 1<sup>st</sup> H<sub>2</sub>O</p>", ["He said hello 1st H2O"]),
    "fieldset": (
        "<fieldset><legend>Legend</legend><label>Label</label> <button>Press me</button> go</fieldset>",
        ["Legend", "Label Press me go"],
    ),
    "hr": ("one<hr>two<center>three</center>four<address>five</address>", ["one", "two", "three", "four", "five"]),
    "ruby": ("<p><ruby>kan<rp>(</rp><rt>ji</rt><rp>)</rp></ruby></p>", ["kanji"]),
    "zero width": ("<p>Off&#8203;icial&#xFEFF; Name</p>", ["Official Name"]),
    "dialog": ("<dialog>no</dialog><dialog open>yes</dialog><p popover>no</p><p>end</p>", ["yes", "end"]),
    "object": ("<p>a<object><b>fall</b></object>b<video>no</video>c<iframe>no</iframe>d</p>", ["afallbcd"]),
    "uppercase attrs": ("<DIV STYLE='DISPLAY:NONE'>no</DIV><DIV HIDDEN>no</DIV><Div>yes</dIV>", ["yes"]),
    "nested lists": (
        "<ul><li>one<ul><li>two</li></ul>three</li><li><p>four</p></li></ul>",
        ["one", "two", "three", "four"],
    ),
    "figure": (
        "<figure>a<figcaption>b</figcaption></figure><blockquote>c</blockquote>d<form>e</form>f",
        ["a", "b", "c", "d", "e", "f"],
    ),
    "anchor blocks": ("<div><span>one<div>two</div>three</span>four</div>", ["one", "two", "threefour"]),
    "tabs newlines": ("<p>Atten\n\tded\r\nSummit\x0c now</p>", ["Atten ded Summit now"]),
    "dt multi": ("<dl><div><dt>A</dt><dd>b</dd></div><dt>C<dd>d<ul><li>e</ul></dl>", ["A", "b", "C", "d", "e"]),
    "nobr tt": ("<p><nobr>no</nobr><tt>tt</tt><font color=red>x</font><big>y</big></p>", ["nottxy"]),
    "unclosed attr": ("<p title='a > b'>one</p><p class=x\">two</p>", ["one", "two"]),
    "visibility inner": ("<p>a<span style='visibility:hidden'>no</span>b</p>", ["ab"]),
    "meta in body": ("<p>a<meta name=x><link rel=y>b</p><title>no</title>c", ["ab", "c"]),
    "optgroup outside": (
        "<p>x<datalist id=d><option>no</datalist>y<meter value=1>m</meter><progress>n</progress></p>",
        ["xy"],
    ),
    "plaintext": ("one<plaintext>two <b>x\nthree", ["one", "two <b>x", "three"]),
    "marquee": ("<p>a <marquee>b</marquee> c</p>", ["a b c"]),
    "menu": ("<menu><li>a<li>b</menu><dir><li>c</dir>", ["a", "b", "c"]),
    "canvas": ("a<canvas>no</canvas>b<audio>no</audio><noframes>no</noframes><noembed>no</noembed>c", ["abc"]),
    "style contents": (
        "<div style='display:contents'>a</div>b<span style='display:inline-block'>c</span>d"
        "<span style='display:flex'>e</span>f",
        ["abcd", "e", "f"],
    ),
    "hidden until": (
        "<p hidden=until-found>no</p><p style='display:none;display:block'>yes</p>"
        "<span hidden style='display:block'>q</span>",
        ["yes", "q"],
    ),
}
