"""Arrays and numbers to plotly figures; no streamlit here."""
