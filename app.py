"""The explorer's entry: imported once as the server, run as a script on every visit.

streamlit run app.py
"""

import streamlit as st

from pages.shared import server

if __name__ == "__main__":
    server.dress_page()
    pages = {
        "": [
            st.Page("pages/start.py", title="Start", default=True),
            st.Page("pages/corpus.py", title="Corpus"),
            st.Page("pages/train.py", title="Train"),
            st.Page("pages/map.py", title="Map"),
            st.Page("pages/neighbours.py", title="Neighbours"),
            st.Page("pages/analogies.py", title="Analogies"),
            st.Page("pages/predict.py", title="Predict"),
            st.Page("pages/cooccurrence.py", title="Co-occurrence"),
            st.Page("pages/compare.py", title="Compare"),
            st.Page("pages/tradeoffs.py", title="Trade-offs", visibility="hidden"),
            st.Page("pages/runs.py", title="Runs"),
            st.Page("pages/about.py", title="About"),
            st.Page("pages/yours.py", title="Your data", visibility="hidden"),
        ],
        "How it works": [
            st.Page(
                "pages/guided.py", title="Lessons", url_path="lessons", icon=":material/school:"
            ),
            st.Page("pages/counts.py", title="Counts", icon=":material/grid_4x4:"),
            st.Page("pages/windows.py", title="Windows", icon=":material/tab:"),
            st.Page("pages/objectives.py", title="Objectives", icon=":material/function:"),
            st.Page("pages/noise.py", title="Noise", icon=":material/casino:"),
            st.Page("pages/microscope.py", title="Microscope", icon=":material/biotech:"),
            st.Page("pages/in_time.py", title="Training in time", icon=":material/movie:"),
            st.Page("pages/bridge.py", title="Bridge", icon=":material/conversion_path:"),
        ],
    }
    st.navigation(pages, position="top").run()
else:
    app = st.App(
        "app.py",
        lifespan=server.lifespan,
        middleware=server.MIDDLEWARE,
        routes=server.ROUTES,
        on_script_error=server.report,
    )
