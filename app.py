"""The explorer's entry: imported once as the server, run as a script on every visit.

streamlit run app.py
"""

import streamlit as st

from pages.shared import server

if __name__ == "__main__":
    server.dress_page()
    pages = {
        "": [
            st.Page("pages/start.py", title="Start", icon=":material/home:", default=True),
            st.Page("pages/corpus.py", title="Corpus", icon=":material/article:"),
            st.Page("pages/train.py", title="Train", icon=":material/model_training:"),
            st.Page("pages/map.py", title="Map", icon=":material/scatter_plot:"),
            st.Page("pages/neighbours.py", title="Neighbours", icon=":material/hub:"),
            st.Page("pages/analogies.py", title="Analogies", icon=":material/compare_arrows:"),
            st.Page("pages/predict.py", title="Predict", icon=":material/online_prediction:"),
            st.Page("pages/cooccurrence.py", title="Co-occurrence", icon=":material/grid_on:"),
            st.Page("pages/runs.py", title="Runs", icon=":material/inventory_2:"),
            st.Page("pages/about.py", title="About", icon=":material/info:"),
        ],
        "How it works": [
            st.Page("pages/counts.py", title="Counts", icon=":material/grid_4x4:"),
            st.Page("pages/windows.py", title="Windows", icon=":material/tab:"),
            st.Page("pages/objectives.py", title="Objectives", icon=":material/function:"),
            st.Page("pages/noise.py", title="Noise", icon=":material/casino:"),
            st.Page("pages/microscope.py", title="Microscope", icon=":material/biotech:"),
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
