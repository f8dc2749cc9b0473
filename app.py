"""The server. Start it with `streamlit run app.py`; the pages begin in pages/main.py."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pages.api import ROUTES
from pages.server.doorman import Doorman
from pages.server.lifespan import lifespan
from pages.server.stylesheet import Stylesheet

app = st.App(
    Path(__file__).resolve().parent / "pages" / "main.py",
    routes=ROUTES,
    lifespan=lifespan,
    middleware=[Middleware(Doorman), Middleware(Stylesheet)],
)
