package streamlit

// Starlette is the release since which Streamlit has another server (Starlette
// instead of Tornado) and HTTP client (httpx instead of requests).
const Starlette = "1.57.0"
