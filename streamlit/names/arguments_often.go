package names

// often are the rows of the table of arguments for the functions that most apps call, as they stand there, and limited
// all arguments in it that not every text may be given to. Most apps need no table unpacked for them; a test holds
// both against it.
const (
	often = `
button label! key help on_click args kwargs * type=primary|secondary|tertiary icon icon_position@1.53.0- disabled use_container_width width=content|stretch@1.48.0- shortcut@1.52.0- wrap@1.62.0-
caption body! unsafe_allow_html * help width=content|stretch@1.46.0- text_alignment@1.52.0- wrap@1.63.0-
checkbox label! value key help on_change args kwargs * disabled label_visibility=collapsed|hidden|visible width=content|stretch@1.46.0- wrap@1.62.0- bind@1.55.0- persist_state@1.59.0-
columns spec! * gap=large|medium|small@1.42.0-1.52.2 gap=large|medium|small|xlarge|xsmall|xxlarge|xxsmall@1.53.0- vertical_alignment=bottom|center|top border width=stretch@1.48.0- wrap@1.62.0-
container * height@1.42.0-1.47.1 border key width=stretch@1.48.0-1.51.0 width=content|stretch@1.52.0- height=content|stretch@1.48.0- horizontal@1.48.0- wrap@1.62.0- horizontal_alignment=center|distribute|left|right@1.48.0- vertical_alignment=bottom|center|distribute|top@1.48.0- gap=large|medium|small@1.48.0-1.52.2 gap=large|medium|small|xlarge|xsmall|xxlarge|xxsmall@1.53.0- autoscroll@1.56.0-
dataframe data width@1.42.0-1.48.1 height@1.42.0-1.48.1 width=content|stretch@1.49.0- height=auto@1.49.0-1.50.0 height=auto|stretch@1.51.0-1.51.0 height=auto|content|stretch@1.52.0- * use_container_width hide_index column_order column_config key on_select selection_mode selection_default@1.56.0- row_height@1.43.0- placeholder@1.52.0- lazy@1.61.0- alt@1.65.0-
divider *@1.46.0- width=stretch@1.46.0-
error body! * icon width=stretch@1.45.0- title@1.57.0-
expander label! expanded * key@1.55.0- icon type=compact|default@1.58.0-1.62.0 type=compact|default|step@1.63.0- width=stretch@1.46.0- on_change@1.55.0- args@1.55.0- kwargs@1.55.0- bind@1.65.0-
form key! clear_on_submit * enter_to_submit border width=content|stretch@1.46.0- height=content@1.46.0-1.46.1 height=content|stretch@1.47.0-
form_submit_button label help on_click args kwargs * key@1.49.0- type=primary|secondary|tertiary icon icon_position@1.53.0- disabled use_container_width width=content|stretch@1.48.0- shortcut@1.52.0- wrap@1.62.0-
header body! anchor * help icon@1.63.0- divider width=content|stretch@1.46.0- text_alignment@1.52.0- wrap@1.63.0-
image image! caption width@1.42.0-1.48.1 width=content|stretch@1.49.0- use_column_width@1.42.0-1.60.0 clamp channels output_format * use_container_width link@1.55.0- use_column_width@1.65.0- alt@1.65.0-
info body! * icon width=stretch@1.45.0- title@1.57.0-
json body! * expanded width=stretch@1.46.0-
logout
markdown body! unsafe_allow_html * help width=content|stretch@1.46.0-1.54.0 width=auto|content|stretch@1.55.0- text_alignment@1.52.0- anchors@1.59.0- wrap@1.63.0-
metric label! value! delta delta_color *@1.49.0- help icon@1.61.0- label_visibility=collapsed|hidden|visible border width=content|stretch@1.46.0- height=content|stretch@1.47.0- chart_data@1.49.0- chart_type@1.49.0- delta_arrow@1.52.0- format@1.53.0- delta_description@1.55.0-
navigation pages! * position@1.42.0-1.45.1 position=hidden|sidebar|top@1.46.0- expanded
rerun *@1.42.0-1.62.0 scope
selectbox label! options! index format_func key help on_change args kwargs * placeholder disabled required@1.67.0- label_visibility=collapsed|hidden|visible icon@1.67.0- accept_new_options@1.45.0- filter_mode@1.56.0- width=stretch@1.46.0- bind@1.55.0- persist_state@1.59.0-
set_page_config page_title page_icon layout=centered|wide initial_sidebar_state=auto|collapsed|expanded@1.42.0-1.58.0 initial_sidebar_state=auto|collapsed|expanded|locked@1.59.0- menu_items
stop
subheader body! anchor * help icon@1.63.0- divider width=content|stretch@1.46.0- text_alignment@1.52.0- wrap@1.63.0-
success body! * icon width=stretch@1.45.0- title@1.57.0-
tabs tabs! *@1.46.0- width=stretch@1.46.0- height=content|stretch@1.60.0- default@1.50.0- key@1.55.0- on_change@1.55.0- args@1.55.0- kwargs@1.55.0- bind@1.65.0-
text body! * help width=content|stretch@1.46.0- text_alignment@1.52.0- wrap@1.63.0-
text_input label! value max_chars key type=default|password@1.42.0-1.61.1 type=default|email|password|phone|search|url@1.62.0- help autocomplete on_change args kwargs * placeholder disabled required@1.65.0- label_visibility=collapsed|hidden|visible icon@1.45.0- validate@1.62.0- live@1.64.0- width=stretch@1.46.0- bind@1.55.0- persist_state@1.59.0-
title body! anchor * help icon@1.63.0- width=content|stretch@1.46.0- text_alignment@1.52.0- wrap@1.63.0-
toast body! * icon duration@1.49.0-
warning body! * icon width=stretch@1.45.0- title@1.57.0-
write *args unsafe_allow_html **@1.42.0-1.49.1
`
	limited = ` gap height horizontal_alignment initial_sidebar_state label_visibility layout position type vertical_alignment visibility width `
)
