import streamlit as st

st.set_page_config(page_title="My app", page_icon=":material/lock_open:")

if not st.user.is_logged_in:
    st.title("Welcome")
    st.write("Sign in to see your page.")
    st.button(
        "Sign in",
        icon=":material/login:",
        type="primary",
        on_click=st.login,
    )
    st.stop()

# From here on somebody is signed in.
#
# A provider need not send a name or an e-mail address, so ask with .get().
# To recognise a person again, store st.user["tid"] with st.user["oid"]
# (Microsoft) or st.user["iss"] with st.user["sub"] (anybody else): only such a
# pair stays with one person. Names and addresses change and are given away.
me = (st.user.get("tid") or st.user.get("iss"), st.user.get("oid") or st.user.get("sub"))

# Signing in tells who somebody is, not whether they may use this app. Where
# everybody can sign in (personal Microsoft accounts, Google), list those who may.
ALLOWED = set()  # pairs like me; empty: everybody who can sign in
if ALLOWED and me not in ALLOWED:
    st.error(f"You are not on the list of this app. Its owner can add you: {me}")
    st.button("Sign out", on_click=st.logout)
    st.stop()

name = st.user.get("name") or st.user.get("preferred_username") or "you"

with st.sidebar:
    st.write(f"Signed in as **{name}**")
    st.button("Sign out", icon=":material/logout:", on_click=st.logout)

st.title(f"Hello, {name}!")
st.write("You are signed in. Your app starts here.")

with st.expander("What the provider says about you"):
    st.json(dict(st.user))
