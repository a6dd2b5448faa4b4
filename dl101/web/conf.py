"""Sphinx's configuration; `dl101.web.build` says where the sources are and where the pages go."""

import importlib.metadata

project = "Deep Learning 101"
copyright = "the authors; text CC BY 4.0, code MIT"
version = release = importlib.metadata.version("dl101")
language = "en"

extensions = ["myst_nb", "sphinx_design", "sphinx_copybutton", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "attrs_inline", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # done by dl101.web.execute
nb_mime_priority_overrides = [("html", "text/html", 0)]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"

exclude_patterns = ["extra", "**.py"]
html_theme = "pydata_sphinx_theme"
html_title = "Deep Learning 101"
templates_path = ["templates"]
html_static_path = ["static/course.css", "static/course.js"]
html_css_files = ["course.css"]
html_js_files = [("course.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it would fetch pages, which a browser does not do from a folder
html_context = {"default_mode": "auto"}
html_sidebars = {name: [] for name in ("play", "start", "glossary", "data", "api", "contributing", "changes")}
html_theme_options = {
    "show_nav_level": 1,
    "header_links_before_dropdown": 6,
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copybutton_prompt_text = ""
